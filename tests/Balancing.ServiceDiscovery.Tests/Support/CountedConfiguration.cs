using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace Balancing.ServiceDiscovery.Tests.Support;

/// <summary>A configuration that knows the registrations on the reload tokens it has given away.</summary>
internal class CountedConfiguration(IConfiguration inner, ConcurrentQueue<CountedToken> tokens) : IConfiguration
{
    public ConcurrentQueue<CountedToken> Tokens { get; } = tokens;

    public int Registrations => Tokens.Sum(token => token.Registrations);

    public string? this[string key]
    {
        get => inner[key];
        set => inner[key] = value;
    }

    public IEnumerable<IConfigurationSection> GetChildren() => inner.GetChildren();

    public IConfigurationSection GetSection(string key) => new Section(inner.GetSection(key), Tokens);

    public IChangeToken GetReloadToken()
    {
        var token = new CountedToken(inner.GetReloadToken());
        Tokens.Enqueue(token);
        return token;
    }

    private sealed class Section(IConfigurationSection inner, ConcurrentQueue<CountedToken> tokens) : CountedConfiguration(inner, tokens), IConfigurationSection
    {
        public string Key => inner.Key;

        public string Path => inner.Path;

        public string? Value
        {
            get => inner.Value;
            set => inner.Value = value;
        }
    }
}
