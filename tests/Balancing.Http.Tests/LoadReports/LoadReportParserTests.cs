using Balancing.Http.LoadReports;

namespace Balancing.Http.Tests.LoadReports;

/// <summary>What is a load report and what is none, in three notations.</summary>
public sealed class LoadReportParserTests
{
    private static readonly string[] Wanted = ["utilization.gpu", "named_metrics.queue"];

    [Fact]
    public void PublishedExamples_AreRead()
    {
        // The examples of the ORCA specification.
        var expected = new LoadReport { CpuUtilization = 0.3, MemoryUtilization = 0.8, RequestsPerSecond = 10, ErrorsPerSecond = 1 };
        Assert.Equal(expected, Parse("TEXT cpu_utilization=0.3, mem_utilization=0.8, rps_fractional=10.0, eps=1, named_metrics.custom_metric_util=0.4"));
        Assert.Equal(expected, Parse("""JSON {"cpu_utilization": 0.3, "mem_utilization": 0.8, "rps_fractional": 10.0, "eps": 1, "named_metrics": {"custom-metric-util": 0.4}}"""));
        Assert.True(LoadReportParser.TryParse($"BIN {LoadReportSeeds.Published}", ["named_metrics.foo", "named_metrics.bar"], out var binary));
        Assert.Equal((0.1, 2, 0.1, 0.2), (binary.CpuUtilization, binary.RequestsPerSecond, binary.Metrics!["named_metrics.foo"], binary.Metrics["named_metrics.bar"]));

        // protobuf's documentation of its wire format: field 1, a message of one, is 09 and eight bytes, the lowest first.
        Assert.Equal(new LoadReport { CpuUtilization = 1 }, Parse($"BIN {Convert.ToBase64String(Convert.FromHexString("09000000000000F03F"))}"));
    }

    [Theory]
    [InlineData("TEXT cpu_utilization=0.5", 0.5)]
    [InlineData("TEXT cpu_utilization:0.5", 0.5)]
    [InlineData("TEXT cpu_utilization = 0.5 , eps=0", 0.5)]
    [InlineData("  TEXT   cpu_utilization=5e-1  ", 0.5)]
    [InlineData("TEXT cpu_utilization=7", 7)]
    [InlineData("JSON {\"cpuUtilization\":0.5}", 0.5)]
    [InlineData("JSON {\"cpu_utilization\":0.5,\"named_metrics\":{},\"utilization\":{\"a.b\":1}}", 0.5)]
    [InlineData("BIN CQAAAAAAAOA/", 0.5)]
    public void AReport_IsRead(string value, double cpu) => Assert.Equal(cpu, Parse(value)?.CpuUtilization);

    [Theory]
    [InlineData("")]
    [InlineData("TEXT")]
    [InlineData("TEXT ")]
    [InlineData("text cpu_utilization=0.5")]
    [InlineData("cpu_utilization=0.5")]
    [InlineData("TEXT cpu_utilization=0.5,")]
    [InlineData("TEXT cpu_utilization")]
    [InlineData("TEXT cpu_utilization=")]
    [InlineData("TEXT =0.5")]
    [InlineData("TEXT cpu_utilization=half")]
    [InlineData("TEXT cpu_utilization=0,5")]
    [InlineData("TEXT cpu_utilization=-0.5")]
    [InlineData("TEXT cpu_utilization=NaN")]
    [InlineData("TEXT cpu_utilization=Infinity")]
    [InlineData("TEXT cpu_utilization=1e999")]
    [InlineData("TEXT cpu_utilization=0.5,cpu_utilization=0.5")]
    [InlineData("TEXT cpu_utilization=0.5,temperature=20")]
    [InlineData("TEXT cpu_utilization=0.5,named_metrics.=1")]
    [InlineData("TEXT cpu_utilization=0.5,named_metrics.queue=-1")]
    [InlineData("TEXT named_metrics.queue=1,named_metrics.queue=1")]
    [InlineData("JSON ")]
    [InlineData("JSON []")]
    [InlineData("JSON 0.5")]
    [InlineData("JSON {\"cpu_utilization\":0.5")]
    [InlineData("JSON {\"cpu_utilization\":0.5} {}")]
    [InlineData("JSON {\"cpu_utilization\":\"0.5\"}")]
    [InlineData("JSON {\"cpu_utilization\":null}")]
    [InlineData("JSON {\"cpu_utilization\":-1}")]
    [InlineData("JSON {\"cpu_utilization\":1e999}")]
    [InlineData("JSON {\"temperature\":20}")]
    [InlineData("JSON {\"utilization.gpu\":1}")]
    [InlineData("JSON {\"utilization\":{\"gpu\":{}}}")]
    [InlineData("JSON {\"cpu_utilization\":{}}")]
    [InlineData("JSON {\"\\uD800\":1}")]
    [InlineData("BIN CQAAAAAAAO")]
    [InlineData("BIN ")]
    [InlineData("BIN !!!!")]
    [InlineData("BIN CQ==")]
    [InlineData("BIN CQAAAAAAAPj/")]
    [InlineData("BIN CAE=")]
    [InlineData("BIN //////////8=")]
    public void AnythingElse_IsRefused(string value) => Assert.Null(Parse(value));

    [Fact]
    public void EveryField_IsRead()
    {
        var expected = new LoadReport { CpuUtilization = 0.3, MemoryUtilization = 0.8, ApplicationUtilization = 0.7, RequestsPerSecond = 10.5, ErrorsPerSecond = 1 };
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal) { ["utilization.gpu"] = 0.5, ["named_metrics.queue"] = 4 };
        foreach (var value in new[]
        {
            $"BIN {LoadReportSeeds.Full}",
            $"BIN {LoadReportSeeds.Full.TrimEnd('=')}",
            "TEXT cpu_utilization=0.3,mem_utilization=0.8,application_utilization=0.7,rps_fractional=10.5,eps=1,utilization.gpu=0.5,named_metrics.queue=4,named_metrics.other=1",
            """JSON {"cpu_utilization":0.3,"mem_utilization":0.8,"application_utilization":0.7,"rps_fractional":10.5,"eps":1,"utilization":{"gpu":0.5},"named_metrics":{"queue":4,"other":1}}""",
        })
        {
            var report = Assert.NotNull(Parse(value));
            Assert.Equal(metrics, report.Metrics);
            Assert.Equal(expected, report with { Metrics = null });
        }
    }

    [Fact]
    public void TheOldWholeRate_CountsWhereThereIsNoOther()
    {
        Assert.Equal(10, Parse("BIN GAo=")?.RequestsPerSecond);
        Assert.Equal(10, Parse("TEXT rps=10")?.RequestsPerSecond);
        Assert.Equal(2.5, Parse("TEXT rps=10,rps_fractional=2.5")?.RequestsPerSecond);
    }

    [Fact]
    public void LengthAndNumber_AreBounded()
    {
        Assert.NotNull(Parse($"TEXT {Named(LoadReportParser.MaxMetrics)}"));
        Assert.Null(Parse($"TEXT {Named(LoadReportParser.MaxMetrics + 1)}"));
        Assert.Null(Parse("TEXT cpu_utilization=0." + new string('1', LoadReportParser.MaxLength)));
        Assert.False(LoadReportParser.TryParseBinary(new string('A', LoadReportParser.MaxLength + 4), Wanted, out _));

        static string Named(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"utilization.{i}=1"));
    }

    [Fact]
    public void Text_IsReadWithoutAllocating()
    {
        const string Value = "TEXT cpu_utilization=0.3,rps_fractional=10.0,eps=1,named_metrics.requests_in_flight=4";
        var read = 0;
        for (var i = 0; i < 2_000; i++) read += LoadReportParser.TryParse(Value, Wanted, out _) ? 1 : 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) read += LoadReportParser.TryParse(Value, Wanted, out _) ? 1 : 0;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3_000, read);
    }

    /// <summary>Whatever comes, the answer is a report that could be one, or none: nothing is thrown.</summary>
    [Fact]
    public void MutatedReports_AreReadOrRefused()
    {
        const int Values = 200_000;
        var random = new Random(58);
        var read = 0;
        for (var i = 0; i < Values; i++)
        {
            var value = Mutated(LoadReportSeeds.All[i % LoadReportSeeds.All.Count], random);
            if (!TryRead(value, out var report)) continue;
            read++;
            double[] figures = [report.CpuUtilization, report.MemoryUtilization, report.ApplicationUtilization, report.RequestsPerSecond, report.ErrorsPerSecond, .. report.Metrics?.Values ?? []];
            foreach (var figure in figures)
            {
                if (!(figure >= 0 && double.IsFinite(figure))) Assert.Fail($"'{value}' gave {report}.");
            }
        }

        // If hardly any got through, the mutations would test the first letters only.
        Assert.InRange(read, Values / 50, Values);
    }

    private static bool TryRead(string value, out LoadReport report)
    {
        try
        {
            return LoadReportParser.TryParse(value, Wanted, out report);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The value is '{value}'.", e);
        }
    }

    /// <summary>Of a binary report the bytes are changed as often as the letters.</summary>
    private static string Mutated(string seed, Random random)
    {
        if (!seed.StartsWith("BIN ", StringComparison.Ordinal) || random.Next(2) == 0) return new string([.. Mutate([.. seed], random, () => (char)random.Next(random.Next(8) == 0 ? 0xFFFF : 0x7F))]);
        return "BIN " + Convert.ToBase64String([.. Mutate([.. Convert.FromBase64String(seed[4..])], random, () => (byte)random.Next(256))]);
    }

    private static List<T> Mutate<T>(List<T> items, Random random, Func<T> any)
    {
        for (var changes = 1 + random.Next(3); changes > 0 && items.Count > 5; changes--)
        {
            var at = random.Next(5, items.Count);
            switch (random.Next(5))
            {
                case 0: items[at] = any(); break;
                case 1: items.Insert(at, any()); break;
                case 2: items.RemoveAt(at); break;
                case 3: items.RemoveRange(at, items.Count - at); break;
                default: items.AddRange(items.GetRange(at, Math.Min(random.Next(60), items.Count - at))); break;
            }
        }

        return items;
    }

    private static LoadReport? Parse(string value) => LoadReportParser.TryParse(value, Wanted, out var report) ? report : null;
}
