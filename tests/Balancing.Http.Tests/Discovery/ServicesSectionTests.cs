using Balancing.Http.Discovery;
using Balancing.Http.Tests.Support;

namespace Balancing.Http.Tests.Discovery;

/// <summary>What stands below Services, and what comes of it.</summary>
public class ServicesSectionTests
{
    public static TheoryData<string, string, string> Lists => new()
    {
        // The section: default, then the schemes, and the first there is.
        { "https+http://basket", "basket:http:0=http://a:1 basket:https:0=https://a:2", "https://a:2" },
        { "http+https://basket", "basket:http:0=http://a:1 basket:https:0=https://a:2", "http://a:1" },
        { "http://basket", "basket:http:0=http://a:1 basket:https:0=https://a:2", "http://a:1" },
        { "https+http://basket", "basket:http:0=http://a:1", "http://a:1" },
        { "https+http://basket", "basket:https=https://b:1 basket:default=https://a:1", "https://a:1" },
        { "https+http://basket", "basket:https= basket:http:0=http://a:1", "http://a:1" },
        { "http://_dashboard.basket", "basket:default=http://a:1 basket:dashboard:0=http://d:1 basket:dashboard:1=https://d:2", "http://d:1" },
        { "https+http://_dashboard.basket", "basket:dashboard:0=http://d:1 basket:dashboard:1=https://d:2", "https://d:2" },
        { "http://_a.b.c", "b.c:a=http://d:1", "http://d:1" },
        { "http://BASKET", "basket:HTTP=http://a:1", "http://a:1" },

        // The schemes: only the best one, and what has none.
        { "https+http://basket", "basket:default:0=http://a:1 basket:default:1=https://a:2 basket:default:2=https://a:3", "https://a:2 https://a:3" },
        { "https+http://basket", "basket:default:0=http://a:1 basket:default:1=https://a:2 basket:default:2=a:3", "https://a:2 https://a:3" },
        { "http+https://basket", "basket:default:0=a:3 basket:default:1=https://a:2", "http://a:3 https://a:2" },
        { "http://basket", "basket:default:0=https://a:2 basket:default:1=a:3", "http://a:3" },
        { "http://basket", "basket:default:0=tcp://a:2 basket:default:1=http://a:3", "http://a:3" },

        // The values.
        { "http://basket", "basket:http=10.0.0.1:80", "http://10.0.0.1" },
        { "https://basket", "basket:https=10.0.0.1", "https://10.0.0.1" },
        { "http://basket", "basket:http=host", "http://host" },
        { "http://basket", "basket:http=host:8080", "http://host:8080" },
        { "http://basket", "basket:http=[::1]:8080", "http://[::1]:8080" },
        { "http://basket", "basket:http=[::1]", "http://[::1]" },
        { "http://basket", "basket:http=fd00::7", "http://[fd00::7]" },
        { "http://basket", "basket:http=1:2:3:4:5:6:7:8", "http://[1:2:3:4:5:6:7:8]" },
        { "http://basket", "basket:http=HTTP://Host:8080/base/", "http://host:8080/base" },
        { "http://basket", "basket:http:0=a:1 basket:http:1=http://A:1/", "http://a:1" },
        { "http://basket", "basket:http:0=a basket:http:2=c basket:http:10=k basket:http:1=b", "http://a http://b http://c http://k" },

        // A name alone, and a list without an endpoint: Microsoft's library finds nothing there.
        { "basket", "basket:http:0=http://a:1 basket:https:0=https://a:2", "https://a:2" },
        { "basket", "basket:http:0=http://a:1", "http://a:1" },
        { "http://arr", "arr:0=http://a:1 arr:1=a:2", "http://a:1 http://a:2" },
        { "http://arr", "arr:0=http://a:1 arr:grpc=http://g:1", "http://a:1" },
        { "http://arr", "arr:0=http://a:1 arr:default=http://d:1", "http://d:1" },
        { "arr", "arr=10.0.0.1:80", "https://10.0.0.1:80" },
    };

    public static TheoryData<string, string, string> Failures => new()
    {
        { "http://basket", "catalog:http=a", "Services:basket is not there, or empty." },
        { "http://basket", "basket=", "Services:basket is not there, or empty." },
        { "https+http://basket", "basket:grpc=http://a", "Services:basket has nothing below default, https, http." },
        { "http://_dashboard.basket", "basket:0=http://a basket:http=http://a", "Services:basket has nothing below dashboard." },
        { "http://basket", "basket:http=https://a", "Services:basket has no address of scheme http." },
        { "https+http://basket", "basket:http:0=tcp://a:1", "Services:basket has no address of scheme https or http." },
        { "http://basket", "basket:http:first=http://a", "Services:basket:http:first is wrong: below Services:basket:http there must be a list, with the keys 0, 1 and so on." },
        { "http://basket", "basket:http:0=http://a basket:http:1=", "Services:basket:http:1 is '', which is wrong: it must be a host or an IP address" },
        { "http://basket", "basket:http:0:Address=http://a", "Services:basket:http:0 is '', which is wrong" },
        { "http://basket", "basket:http=8080", "Services:basket:http is '8080', which is wrong" },
        { "http://basket", "basket:http=unix:x.sock", "Services:basket:http is 'unix:x.sock', which is wrong" },
        { "http://basket", "basket:http=a:0", "Services:basket:http is 'a:0', which is wrong" },
        { "http://basket", "basket:http=a/b", "Services:basket:http is 'a/b', which is wrong" },
        { "http://basket", "basket:http=a?b", "Services:basket:http is 'a?b', which is wrong" },
        { "http://basket", "basket:http=user:hunter2@a", "Services:basket:http is '(withheld)', which is wrong" },
        { "http://basket", "basket:http=http://user:hunter2@a", "Services:basket:http is '(withheld)', which is not allowed: The address of host 'a' carries user info" },
        { "http://basket", "basket:http=http://a?b", "Services:basket:http is 'http://a?b', which is not allowed: 'http://a/?b' carries a query" },
        { "http://basket", "basket:http=http://", "Services:basket:http is 'http://', which is not allowed" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public void AService_IsTheseEndpoints(string query, string values, string expected) =>
        Assert.Equal(expected, string.Join(' ', Read(query, values).Select(endpoint => endpoint.Address.ToString().TrimEnd('/'))));

    [Theory]
    [MemberData(nameof(Failures))]
    public void WhatCannotBeUsed_IsNamedByItsKey(string query, string values, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(query, values));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    private static EndpointDescription[] Read(string query, string values)
    {
        var pairs = values.Split(' ').Select(pair => pair.Split('=', 2)).Select(pair => ($"Services:{pair[0]}", (string?)pair[1]));
        return ServicesSection.Read(Services.Configuration(pairs).GetSection("Services"), ServicesQuery.Parse(query));
    }
}
