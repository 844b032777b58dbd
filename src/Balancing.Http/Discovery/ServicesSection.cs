using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Balancing.Http.Discovery;

/// <summary>Finds what a query asks for in a section of services.</summary>
internal static class ServicesSection
{
    /// <exception cref="InvalidDataException">Names the key that is missing or wrong.</exception>
    public static EndpointDescription[] Read(IConfigurationSection services, ServicesQuery query)
    {
        var service = services.GetSection(query.Service);
        var values = Values(service, query);
        var endpoints = values.ConvertAll(value => ServicesValue.Read(value, query));
        var best = endpoints.Min(endpoint => endpoint.Rank ?? int.MaxValue);

        // Those without a scheme go with any; those of a scheme that nobody asked for have the last rank of all.
        EndpointDescription[] chosen = [.. endpoints.Where(e => e.Rank is null || (e.Rank == best && best < query.Schemes.Count)).Select(e => e.Description).DistinctBy(e => e.Address)];
        return chosen.Length > 0 ? chosen : throw new InvalidDataException($"{service.Path} has no address of scheme {string.Join(" or ", query.Schemes)}.");
    }

    private static List<IConfigurationSection> Values(IConfigurationSection service, ServicesQuery query)
    {
        if (!HasContent(service)) throw new InvalidDataException($"{service.Path} is not there, or empty.");
        string[] names = query.Endpoint is { } endpoint ? [endpoint] : ["default", .. query.Schemes];
        if (Array.Find([.. names.Select(service.GetSection)], HasContent) is { } found) return ValuesOf(found, found.GetChildren());

        // A list without the name of an endpoint above it: Microsoft's library does not see it, but there is nothing else it could mean.
        var own = service.GetChildren().Where(IsNumbered).ToList();
        if (query.Endpoint is null && (service.Value is not null || own.Count > 0)) return ValuesOf(service, own);
        throw new InvalidDataException($"{service.Path} has nothing below {string.Join(", ", names)}.");
    }

    private static List<IConfigurationSection> ValuesOf(IConfigurationSection section, IEnumerable<IConfigurationSection> children)
    {
        if (!string.IsNullOrWhiteSpace(section.Value)) return [section];
        List<IConfigurationSection> list = [.. children];
        return list.Find(child => !IsNumbered(child)) is { } odd
            ? throw new InvalidDataException($"{odd.Path} is wrong: below {section.Path} there must be a list, with the keys 0, 1 and so on.")
            : list;
    }

    /// <summary>An empty list is written as an empty value.</summary>
    private static bool HasContent(IConfigurationSection section) => !string.IsNullOrWhiteSpace(section.Value) || section.GetChildren().Any();

    private static bool IsNumbered(IConfigurationSection section) => int.TryParse(section.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
