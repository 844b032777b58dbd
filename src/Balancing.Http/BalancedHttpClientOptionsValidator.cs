using System.Text;
using Balancing.Http.Discovery;
using Microsoft.Extensions.Options;

namespace Balancing.Http;

/// <summary>Says what is wrong with a client's options: key, value and what is allowed.</summary>
internal sealed class BalancedHttpClientOptionsValidator(LoadBalancerRegistry loadBalancers) : IValidateOptions<BalancedHttpClientOptions>
{
    public ValidateOptionsResult Validate(string? name, BalancedHttpClientOptions options)
    {
        var problems = new List<string>();
        if (options.LoadBalancer is null && (options.Strategy is null || !loadBalancers.Knows(options.Strategy)))
            Report("Strategy", options.Strategy, $"is not known. Known are {loadBalancers.KnownNames}.");
        if (!Enum.IsDefined(options.CompleteOn))
            Report("CompleteOn", options.CompleteOn, "is wrong: it must be ResponseBody or ResponseHeaders.");
        if (options.FirstResolutionTimeout < TimeSpan.Zero || options.FirstResolutionTimeout > TimeSpan.FromDays(24))
            Report("FirstResolutionTimeout", options.FirstResolutionTimeout, "is wrong: it must be between 00:00:00 and 24.00:00:00.");
        if (options.MaxStaleAge is { } age && (age <= TimeSpan.Zero || age > TimeSpan.FromDays(10_000)))
            Report("MaxStaleAge", options.MaxStaleAge, "is wrong: it must be above 00:00:00 and at most 10000.00:00:00, or not be set.");
        for (var i = 0; i < options.FailureStatuses.Count; i++)
        {
            if (!OutcomeClassifier.IsFailureStatus(options.FailureStatuses[i]))
                Report($"FailureStatuses:{i}", options.FailureStatuses[i], "is wrong: it must be between 400 and 599.");
        }

        var hasResolver = options.Resolver is not null || options.ResolverFactory is not null;
        DiscoveryValidation.Check(options.Discovery, hasResolver, Report);
        Check("Discovery:Dns", options.Discovery.Dns.Validate);
        ValidateEndpoints();
        Check("Health", options.Health.Validate);
        Check("Topology", options.Topology.Validate, levels: 2);
        Check("Resilience", options.Resilience.Validate);
        Check("LoadReports", options.LoadReports.Validate);
        Check("ConcurrencyLimits", options.ConcurrencyLimits.Validate);
        Check("Affinity", options.Affinity.Validate);
        Check("Hashing", options.Hashing.Validate);
        if (options.Sticky is { } sticky) Check("Sticky", sticky.Validate);
        ValidateProbe(options.HealthProbe);
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);

        // A zone's name, which is the end of a key, may have dots of its own: so it is said how many parts there are, where there may be one.
        void Check(string section, Action validate, int levels = int.MaxValue)
        {
            try
            {
                validate();
            }
            catch (ArgumentOutOfRangeException e)
            {
                Report($"{section}:{string.Join(':', e.ParamName!.Split('.', levels))}", e.ActualValue, $"is wrong: it {RangeIn(e)}.");
            }
        }

        void ValidateProbe(HealthProbeOptions probe)
        {
            if (!Enum.IsDefined(probe.Type)) Report("HealthProbe:Type", probe.Type, "is wrong: it must be None, Http, Tcp or Grpc.");
            if (probe.Path is not ['/', ..]) Report("HealthProbe:Path", probe.Path, "is wrong: it must begin with a slash.");
            if (!IsMethod(probe.Method)) Report("HealthProbe:Method", probe.Method, "is wrong: it must be an HTTP method.");
            if (probe.HttpVersion is not ({ Major: 1, Minor: 0 or 1, Build: -1 } or { Major: 2, Minor: 0, Build: -1 })) Report("HealthProbe:HttpVersion", probe.HttpVersion, "is wrong: it must be 1.0, 1.1 or 2.0.");
            for (var i = 0; i < probe.ExpectedStatuses.Count; i++)
            {
                if (probe.ExpectedStatuses[i] is < 100 or > 599)
                    Report($"HealthProbe:ExpectedStatuses:{i}", probe.ExpectedStatuses[i], "is wrong: it must be between 100 and 599.");
            }

            foreach (var (header, value) in probe.Headers)
            {
                if (!IsRequestHeader(header, value)) Report($"HealthProbe:Headers:{header}", "(withheld)", "is wrong: it must be a request header with a value of one line.");
            }

            if (probe.Host is { } host && !IsHostName(host)) Report("HealthProbe:Host", host, "is wrong: it must be a host name.");
            if (probe.Service is null || Encoding.UTF8.GetByteCount(probe.Service) > 100) Report("HealthProbe:Service", probe.Service, "is wrong: it must be at most 100 bytes long.");
        }

        void ValidateEndpoints()
        {
            if (hasResolver)
            {
                if (options.Endpoints.Count > 0) Report("Endpoints", "(not empty)", "must be empty when a resolver is used: either, not both.");
                return;
            }

            if (options.Endpoints.Count == 0)
            {
                if (options.Discovery.Type != DiscoveryType.None) return;
                Report("Endpoints", "(empty)", "is wrong: it must name at least one endpoint." + (options.SectionPath is { } path ? $" Does the section '{path}' exist?" : ""));
                return;
            }

            var seen = new Dictionary<Uri, string>();
            for (var i = 0; i < options.Endpoints.Count; i++) ValidateEndpoint($"Endpoints:{i}", options.Endpoints[i], seen);
            if (options.Endpoints.TrueForAll(e => e.Weight == 0)) Report("Endpoints", "(all weights 0)", "is wrong: it must have at least one weight above 0.");
        }

        void ValidateEndpoint(string key, BalancedEndpointOptions endpoint, Dictionary<Uri, string> seen)
        {
            if (!EndpointDescription.IsValidWeight(endpoint.Weight))
                Report($"{key}:Weight", endpoint.Weight, $"is wrong: it must be between 0 and {EndpointDescription.MaxWeight:N0}.");
            if (endpoint.Priority < 0)
                Report($"{key}:Priority", endpoint.Priority, "is wrong: it must be 0 or more.");
            if (endpoint.HostName is { } hostName && !IsHostName(hostName))
                Report($"{key}:HostName", hostName, "is wrong: it must be a host name, with a port if need be, such as api.example.com, in ASCII.");

            if (!Uri.TryCreate(endpoint.Address, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps))
            {
                Report($"{key}:Address", Withheld.Shown(endpoint.Address), "is wrong: it must be an absolute http or https address, such as http://10.0.0.7:8080.");
                return;
            }

            try
            {
                var address = new EndpointDescription(uri).Address;
                if (!seen.TryAdd(address, key)) Report($"{key}:Address", endpoint.Address, $"is the same as that of {seen[address]}. Give one endpoint a higher weight instead.");
            }
            catch (ArgumentException e)
            {
                Report($"{key}:Address", Withheld.Shown(endpoint.Address), $"is not allowed: {e.Message}");
            }
        }

        void Report(string key, object? value, string problem) =>
            problems.Add($"Balanced client '{name}': {(options.SectionPath is { } path ? $"{path}:{key}" : key)} is '{value}', which {problem}");
    }

    // ASCII, because a Host header must be.
    private static bool IsHostName(string value) =>
        value.Length > 0 && Ascii.IsValid(value) && Uri.TryCreate($"http://{value}/", UriKind.Absolute, out var uri) && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" };

    // "X must be RANGE. (Parameter 'X')…", without the name and without what the exception adds.
    private static string RangeIn(ArgumentOutOfRangeException e) =>
        e.Message[(e.ParamName!.Length + 1)..e.Message.IndexOf(". (", e.ParamName.Length, StringComparison.Ordinal)];

    private static bool IsMethod(string? value)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(value) && new HttpMethod(value).Method.Length > 0;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static bool IsRequestHeader(string name, string? value)
    {
        using var request = new HttpRequestMessage();
        return value is not null && value.AsSpan().IndexOfAny('\r', '\n', '\0') < 0 && request.Headers.TryAddWithoutValidation(name, value);
    }
}
