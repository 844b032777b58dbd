using System.Diagnostics;
using Balancing.Resolution.DnsProtocol;
using Xunit.Abstractions;

namespace Balancing.Tests.Resolution.DnsProtocol;

/// <summary>Whatever bytes come, the parser says yes or no: it does not throw, does not go round in circles and keeps its promises.</summary>
public sealed class DnsFuzzTests(ITestOutputHelper output)
{
    private const int Packets = 1_000_000;

    [Fact]
    public void Seeds_AreMessages() => Assert.All(Seeds.All, seed => Assert.True(DnsMessage.TryParse(seed, out _), Convert.ToHexString(seed)));

    [Fact]
    public void AMillionMutatedMessages_AreReadOrRefused()
    {
        // Seeded: a failure can be repeated.
        var random = new Random(20_301);
        var buffer = new byte[1_500];
        int read = 0, withRecords = 0;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Packets; i++)
        {
            var length = Mutate(Seeds.All[i % Seeds.All.Count], buffer, random);
            if (!TryRead(buffer.AsSpan(0, length), i, out var message)) continue;
            read++;
            if (message.Answers.Count > 0) withRecords++;
            CheckPromises(message);
        }

        output.WriteLine($"{Packets / watch.Elapsed.TotalSeconds:N0} packets/s; {read:N0} read, {withRecords:N0} of them with answers");

        // If hardly any got through, the mutations would test the header only.
        Assert.InRange(read, Packets / 20, Packets);
        Assert.InRange(withRecords, Packets / 50, Packets);
        Assert.True(watch.Elapsed < TimeSpan.FromMinutes(2), $"It took {watch.Elapsed}.");
    }

    /// <summary>The most work that 65,535 bytes can make: each record's owner a name of full length by way of many pointers.</summary>
    [Fact]
    public void TheWorstMessage_IsReadInNoTime()
    {
        var packet = Packet.Answer("a", DnsRecordType.A);
        byte[] labels = [.. Enumerable.Range(0, 126).SelectMany(_ => new byte[] { 1, 255 })];
        packet.Record(Packet.Answers, Packet.ToQuestion, (DnsRecordType)99, 0, [.. labels, 0]);
        byte[][] places = [[0xC0, 31], [0xC0, 33]];
        for (var i = 0; i < 4_000; i++) packet.Record(Packet.Answers, places[i % 2], DnsRecordType.A, 1, [1, 2, 3, 4]);

        var watch = Stopwatch.StartNew();
        Assert.True(DnsMessage.TryParse(packet.Bytes, out var message));
        Assert.Equal(4_000, message.Answers.Count);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
        output.WriteLine($"{packet.Bytes.Length} bytes in {watch.Elapsed.TotalMilliseconds:F1} ms");
    }

    [Fact]
    public void EveryBeginningOfAMessage_IsReadOrRefused() => Assert.All(Seeds.All, seed =>
    {
        for (var length = 0; length < seed.Length; length++) TryRead(seed.AsSpan(0, length), length, out _);
    });

    private static bool TryRead(ReadOnlySpan<byte> packet, int number, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out DnsMessage? message)
    {
        try
        {
            return DnsMessage.TryParse(packet, out message);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"Packet {number} is {Convert.ToHexString(packet)}.", e);
        }
    }

    private static int Mutate(byte[] seed, byte[] buffer, Random random)
    {
        seed.CopyTo(buffer, 0);
        var length = seed.Length;
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(length);
            switch (random.Next(8))
            {
                case 0: buffer[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: buffer[at] = (byte)random.Next(256); break;
                case 2: buffer[at] = 0xC0; break;
                case 3: buffer[at] = random.Next(2) == 0 ? (byte)0 : (byte)255; break;
                case 4: length = 1 + at; break;
                case 5:
                    var run = Math.Min(random.Next(1, 40), Math.Min(length - at, buffer.Length - length));
                    buffer.AsSpan(at, run).CopyTo(buffer.AsSpan(length));
                    length += run;
                    break;
                case 6: buffer[Math.Min(4 + random.Next(8), length - 1)] = (byte)random.Next(4); break;
                default:
                    var other = Seeds.All[random.Next(Seeds.All.Count)];
                    var part = Math.Min(other.Length - Math.Min(at, other.Length), length - at);
                    other.AsSpan(other.Length - part).CopyTo(buffer.AsSpan(at));
                    break;
            }
        }

        return length;
    }

    private static void CheckPromises(DnsMessage message)
    {
        foreach (var record in message.Answers)
        {
            if (record.Ttl < TimeSpan.Zero || record.Ttl > DnsRecord.MaxTtl) Assert.Fail($"The TTL of {record} is out of range.");
            if (record.Name.Length > 4 * DnsName.MaxWireLength) Assert.Fail($"The name of {record} is too long.");
        }

        var hops = 8;
        try
        {
            DnsAnswer.From(message, "a.example", DnsRecordType.Aaaa, ref hops);
        }
        catch (InvalidDataException)
        {
            // Aliases in a circle, the one exception that is documented.
        }
    }
}
