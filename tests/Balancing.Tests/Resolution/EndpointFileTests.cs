using System.Text;
using Balancing.Resolution;

namespace Balancing.Tests.Resolution;

public sealed class EndpointFileTests
{
    private const string Valid = """
        // The first two are in the same rack.
        { "endpoints": [
            "http://10.0.0.1:8080",
            { "ADDRESS": "https://10.0.0.2/base", "hostName": "api.example.com:8443", "HashKey": "two", "Weight": 2.5, "Priority": 3,
              "Zone": "eu-1", "Metadata": { "version": "7", "Version": "8", "empty": "", "\u0041": "\ud83d\ude00" } },
            { "Weight": 0, "Address": "tcp://[::1]:5432", "HostName": null, "Zone": null, /* as if they were not there */ },
        ], }
        """;

    public static TheoryData<string, string> Mistakes => new()
    {
        { "", "'e.json' is empty." },
        { " \r\n\t", "'e.json' is empty." },
        { "\uFEFF", "'e.json' is empty." },
        { "[ \"http://a\"", "'e.json' is not JSON, or not all of it: " },
        { "[ \"http://a\" ] [", "'e.json' is not JSON" },
        { new string('[', 100), "'e.json' is not JSON" },
        { "[ 'http://a' ]", "'e.json' is not JSON" },
        { "7", "'e.json': Endpoints is '7', which is wrong: it must be a list." },
        { "null", "'e.json': Endpoints is 'null', which is wrong: it must be a list." },
        { "\"http://a\"", "'e.json': Endpoints is 'http://a', which is wrong: it must be a list." },
        { "[]", "'e.json': Endpoints is '(empty)', which is wrong: it must name at least one endpoint." },
        { "{}", "'e.json': Endpoints is missing." },
        { """{ "Endpoints": [] }""", "'e.json': Endpoints is '(empty)'" },
        { """{ "Endpoints": {} }""", "'e.json': Endpoints is '{}', which is wrong: it must be a list." },
        { """{ "Endpoints": [ "http://a" ], "Endpiont": 1 }""", "'e.json': Endpiont is not known: an object may have Endpoints and nothing else." },
        { """{ "Endpoints": [ "http://a" ], "endpoints": [ "http://b" ] }""", "'e.json': endpoints is there twice." },
        { "[ 7 ]", "'e.json': Endpoints:0 is '7', which is wrong: it must be an address or an object." },
        { "[ null ]", "'e.json': Endpoints:0 is 'null'" },
        { "[ [ \"http://a\" ] ]", "'e.json': Endpoints:0 is '[ \"http://a\" ]'" },
        { "[ \"http://a\", \"shop:80\" ]", "'e.json': Endpoints:1 is 'shop:80', which is not allowed: 'shop:80' has no host." },
        { "[ \"http://a/?q\" ]", "'e.json': Endpoints:0 is 'http://a/?q', which is not allowed: 'http://a/?q' carries a query or a fragment." },
        { "[ \"http://user:hunter2@a\" ]", "'e.json': Endpoints:0 is '(withheld)', which is not allowed: The address of host 'a' carries user info." },
        { "[ \"http:// user:hunter2@\" ]", "'e.json': Endpoints:0 is '(withheld)', which is not allowed: '(withheld)' is not an absolute address." },
        { "[ \"\\ud800\" ]", "'e.json': Endpoints:0 is '\\ud800', which is wrong: it must be a text." },
        { "[ \"\" ]", "'e.json': Endpoints:0 is ''" },
        { "[ \"http://a\", { } ]", "'e.json': Endpoints:1:Address is missing." },
        { """[ { "Address": null } ]""", "'e.json': Endpoints:0:Address is 'null', which is wrong: it must be a text." },
        { """[ { "Address": 7 } ]""", "'e.json': Endpoints:0:Address is '7', which is wrong: it must be a text." },
        { """[ { "Address": "http://a", "address": "http://b" } ]""", "'e.json': Endpoints:0:address is there twice." },
        { """[ { "Address": "http://a", "Wieght": 3 } ]""", "'e.json': Endpoints:0:Wieght is not known. Known are Address, HashKey, HostName, Metadata, Priority, Weight, Zone." },
        { """[ { "Address": "http://a", "Wieght": null } ]""", "'e.json': Endpoints:0:Wieght is not known." },
        { """[ { "Address": "http://a", "\ud800": 1 } ]""", "'e.json': Endpoints:0: has a property whose name is no text." },
        { """[ { "Address": "http://a", "Weight": "3" } ]""", "'e.json': Endpoints:0:Weight is '3', which is wrong: it must be a number between 0 and 1,000,000." },
        { """[ { "Address": "http://a", "Weight": -1 } ]""", "'e.json': Endpoints:0:Weight is '-1', which is wrong" },
        { """[ { "Address": "http://a", "Weight": 1e999 } ]""", "'e.json': Endpoints:0:Weight is '1e999', which is wrong" },
        { """[ { "Address": "http://a", "Weight": 1000001 } ]""", "'e.json': Endpoints:0:Weight is '1000001', which is wrong" },
        { """[ { "Address": "http://a", "Weight": [] } ]""", "'e.json': Endpoints:0:Weight is '[]', which is wrong" },
        { """[ { "Address": "http://a", "Priority": -1 } ]""", "'e.json': Endpoints:0:Priority is '-1', which is wrong: it must be a whole number, 0 or more." },
        { """[ { "Address": "http://a", "Priority": 1.5 } ]""", "'e.json': Endpoints:0:Priority is '1.5', which is wrong" },
        { """[ { "Address": "http://a", "Priority": 2147483648 } ]""", "'e.json': Endpoints:0:Priority is '2147483648', which is wrong" },
        { """[ { "Address": "http://a", "Priority": true } ]""", "'e.json': Endpoints:0:Priority is 'true', which is wrong" },
        { """[ { "Address": "http://a", "HostName": "a b" } ]""", "'e.json': Endpoints:0:HostName is 'a b', which is wrong: it must be a host name" },
        { """[ { "Address": "http://a", "HostName": "a/b" } ]""", "'e.json': Endpoints:0:HostName is 'a/b', which is wrong" },
        { """[ { "Address": "http://a", "HostName": "" } ]""", "'e.json': Endpoints:0:HostName is '', which is wrong" },
        { """[ { "Address": "http://a", "HostName": "ä.example" } ]""", "'e.json': Endpoints:0:HostName is 'ä.example', which is wrong" },
        { """[ { "Address": "http://a", "Zone": 1 } ]""", "'e.json': Endpoints:0:Zone is '1', which is wrong: it must be a text." },
        { """[ { "Address": "http://a", "HashKey": {} } ]""", "'e.json': Endpoints:0:HashKey is '{}', which is wrong: it must be a text." },
        { """[ { "Address": "http://a", "Metadata": "x" } ]""", "'e.json': Endpoints:0:Metadata is 'x', which is wrong: it must be an object of texts." },
        { """[ { "Address": "http://a", "Metadata": { "n": 1 } } ]""", "'e.json': Endpoints:0:Metadata:n is '1', which is wrong: it must be a text." },
        { """[ { "Address": "http://a", "Metadata": { "n": "1", "n": "2" } } ]""", "'e.json': Endpoints:0:Metadata:n is there twice." },
        { """[ "http://a", "http://b", "HTTP://A:80/" ]""", "'e.json': Endpoints:2:Address is 'http://a/', which is the same as that of Endpoints:0. Give one endpoint a higher weight instead." },
        { """[ { "Address": "http://a", "Weight": 0 } ]""", "'e.json': Endpoints is '(all weights 0)', which is wrong: it must have at least one weight above 0." },
        { $$"""[ { "Address": "http://a", "Zone": [ "{{new string('z', 1000)}}" ] } ]""", $"'e.json': Endpoints:0:Zone is '[ \"{new string('z', 77)}…', which is wrong" },
    };

    [Fact]
    public void EveryProperty_IsRead_InAnyCase_WithCommentsAndTrailingCommas()
    {
        var endpoints = Parse(Valid);

        Assert.Equal(
            [
                new EndpointDescription("http://10.0.0.1:8080"),
                new EndpointDescription("https://10.0.0.2/base")
                {
                    HostName = "api.example.com:8443",
                    HashKey = "two",
                    Weight = 2.5,
                    Priority = 3,
                    Zone = "eu-1",
                    Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["version"] = "7", ["Version"] = "8", ["empty"] = "", ["A"] = "😀" },
                },
                new EndpointDescription("tcp://[::1]:5432") { Weight = 0 },
            ],
            endpoints);
    }

    [Theory]
    [InlineData("[ \"http://a\" ]")]
    [InlineData("\uFEFF[ \"http://a\" ]\n")]
    [InlineData("{ \"Endpoints\": [ \"http://a\" ] }")]
    [InlineData("/**/ [ { \"address\": \"http://a\" } ] // end")]
    public void EachForm_IsTheSameList(string text) => Assert.Equal([new EndpointDescription("http://a")], Parse(text));

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void AMistake_IsNamedByFilePlaceValueAndWhatIsAllowed(string text, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Parse(text));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void BytesThatAreNoText_AreRefused()
    {
        var bytes = Encoding.UTF8.GetBytes("[ \"http://a\" ]");
        bytes[4] = 0xC3;

        Assert.Equal("'e.json' is not a text in UTF-8.", Assert.Throws<InvalidDataException>(() => EndpointFile.Parse(bytes, "e.json")).Message);
    }

    /// <summary>Bytes are changed, taken out, doubled, and cut off; pieces that mean something to the parser are put in. Whatever comes out is a list or the one failure.</summary>
    [Fact]
    public void WhateverIsInTheFile_IsAListOrTheDocumentedFailure()
    {
        const int Mutations = 40_000;
        var random = new Random(20301);
        var original = Encoding.UTF8.GetBytes(Valid);
        byte[][] pieces =
        [
            .. new[] { "{", "}", "[", "]", "\"", ",", ":", "\\", "\\ud800", "\\u0000", "null", "true", "-1", "1e999", "//", "/*", "@", "?", "#", "..", "%", "[::1%25lo]", "xn--", "xn--a", "\uFEFF", "ß", "۱", "\0", "://", "://[", ":99999", "http:" }
                .Select(Encoding.UTF8.GetBytes),
            [0xC3], [0xED, 0xA0, 0x80], [0xFF],
        ];
        var (lists, failures) = (0, 0);
        for (var i = 0; i < Mutations; i++)
        {
            List<byte> bytes = [.. original];
            for (var changes = random.Next(1, 4); changes > 0 && bytes.Count > 0; changes--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(6))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes[at] = (byte)random.Next(32, 127); break;
                    case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                    case 3: bytes.InsertRange(at, pieces[random.Next(pieces.Length)]); break;
                    case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                    default:
                        if (random.Next(10) == 0) bytes.RemoveRange(at, bytes.Count - at);
                        else bytes.InsertRange(at, pieces[random.Next(pieces.Length)]);
                        break;
                }
            }

            try
            {
                Assert.NotEmpty(EndpointFile.Parse(bytes.ToArray(), "e.json"));
                lists++;
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith("'e.json'", e.Message, StringComparison.Ordinal);
                failures++;
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"Mutation {i}: {e}\n{Encoding.UTF8.GetString(bytes.ToArray())}");
            }
        }

        // Both happen often, or the test does not test what it says.
        Assert.True(lists > Mutations / 20 && failures > Mutations / 20, $"{lists} lists, {failures} failures");
    }

    private static IReadOnlyList<EndpointDescription> Parse(string text) => EndpointFile.Parse(Encoding.UTF8.GetBytes(text), "e.json");
}
