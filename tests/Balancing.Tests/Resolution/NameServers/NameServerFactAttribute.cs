namespace Balancing.Tests.Resolution.NameServers;

/// <summary>A test that needs programs of this machine; where one is missing it is skipped, and says so.</summary>
internal sealed class NameServerFactAttribute : FactAttribute
{
    public NameServerFactAttribute(params string[] programs)
    {
        var missing = programs.Where(program => ServerProcess.Find(program) is null).ToArray();
        Skip = missing.Length == 0 ? null : $"Needs {string.Join(" and ", missing)}, which this machine does not have (Debian: bind9, bind9-dnsutils, dnsmasq-base, knot).";
    }
}
