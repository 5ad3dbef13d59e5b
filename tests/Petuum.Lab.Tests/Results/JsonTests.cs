using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Analysis.Results;

namespace Petuum.Lab.Tests.Results;

public sealed class JsonTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Summaries_ReadBackToTheBit()
    {
        Gen<RunSummary[]> summaries = Hostile.Lists(
            from texts in Gen.ListOf(Hostile.Texts, 5)
            from names in Hostile.Names(3)
            from numbers in Gen.ListOf(Hostile.Doubles, 9)
            from verdict in Gen.Elements(Enum.GetValues<Verdict>())
            from severity in Gen.Elements(Enum.GetValues<Severity>())
            select SampleRuns.Summary with
            {
                Verdict = verdict,
                Reason = texts[0],
                VirtualSeconds = numbers[0] > 0 ? numbers[0] : null,
                Objective = numbers[1],
                ComputeSeconds = numbers[2],
                WaitSeconds = numbers[3],
                SendSeconds = numbers[4],
                MeanLag = numbers[5],
                Metrics = [.. names.Select((name, index) => new Metric(name, numbers[6 + index]))],
                Findings = [new Finding(severity, texts[1], texts[2], texts[3])],
                ModelHash = texts[4],
            },
            2);
        Hostile.Check(summaries, all => all.All(summary =>
        {
            RunSummary read = RoundTrip(stream => JsonFiles.Write(stream, summary), JsonFiles.ReadSummary);
            return (read.Verdict, read.Reason, read.ModelHash, read.Clocks) == (
                summary.Verdict, summary.Reason, summary.ModelHash, summary.Clocks)
                && Hostile.Same(read.VirtualSeconds, summary.VirtualSeconds)
                && Hostile.Same(read.Objective, summary.Objective)
                && Hostile.Same(read.ComputeSeconds, summary.ComputeSeconds)
                && Hostile.Same(read.WaitSeconds, summary.WaitSeconds)
                && Hostile.Same(read.SendSeconds, summary.SendSeconds)
                && Hostile.Same(read.MeanLag, summary.MeanLag)
                && read.Findings.SequenceEqual(summary.Findings)
                && read.Metrics.Count == summary.Metrics.Count
                && read.Metrics.Zip(summary.Metrics).All(pair =>
                    pair.First.Name == pair.Second.Name && Hostile.Same(pair.First.Value, pair.Second.Value));
        }));
    }

    [Fact]
    public void Manifests_ReadBack()
    {
        Gen<RunManifest[]> manifests = Hostile.Lists(
            from texts in Gen.ListOf(Hostile.Texts, 8)
            from seed in Hostile.Longs
            from keys in Hostile.Names(3)
            from expect in Gen.Elements(Enum.GetValues<Expectation>())
            from finished in Gen.Elements(true, false)
            select SampleRuns.Manifest with
            {
                Spec = texts[0],
                Run = texts[1],
                SpecHash = texts[2],
                Seed = (ulong)seed,
                Keys = [.. keys.Select((key, index) => new SweptKey(key, texts[3 + index]))],
                Expect = expect,
                Verdict = finished ? Verdict.CheckerFailed : null,
                SpecYaml = texts[6],
                Modules = [texts[7]],
                Conditions = SampleRuns.Conditions with { Program = texts[5], Staleness = finished ? null : 3 },
            },
            2);
        Hostile.Check(manifests, all => all.All(manifest =>
        {
            RunManifest read = RoundTrip(stream => JsonFiles.Write(stream, manifest), JsonFiles.ReadManifest);
            return read.Keys.SequenceEqual(manifest.Keys)
                && read.Modules.SequenceEqual(manifest.Modules)
                && read with { Keys = manifest.Keys, Modules = manifest.Modules } == manifest;
        }));
    }

    [Fact]
    public void Manifest_HasTheDocumentedShape()
    {
        RunManifest manifest = SampleRuns.Manifest with { SpecJson = JsonElement.Parse("""{"program":"mf"}""") };
        string text = Write(stream => JsonFiles.Write(stream, manifest));
        Assert.StartsWith("{\n  \"format\": 1,\n  \"spec\": \"sample\",\n  \"run\": \"0123456789abcdef\",\n", text,
            StringComparison.Ordinal);
        Assert.Contains("\"seed\": \"18446744073709551615\"", text, StringComparison.Ordinal);
        Assert.Contains("\"keys\": {\n    \"consistency.staleness\": \"2\"\n  }", text, StringComparison.Ordinal);
        Assert.Contains("\"expect\": \"converges\",\n  \"verdict\": null,", text, StringComparison.Ordinal);
        Assert.Contains("\"spec_json\": {\n    \"program\": \"mf\"\n  }\n}\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_ThatJsonLacksAreTexts()
    {
        RunSummary summary = SampleRuns.Summary with { Objective = double.PositiveInfinity, MeanLag = double.NaN };
        string text = Write(stream => JsonFiles.Write(stream, summary));
        Assert.Contains("\"objective\": \"Infinity\"", text, StringComparison.Ordinal);
        Assert.Contains("\"mean_lag\": \"NaN\"", text, StringComparison.Ordinal);
        Assert.Contains("\"odd\": \"NaN\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_ThatMayBeMissingAreReadAsEmpty()
    {
        string text = Write(stream => JsonFiles.Write(stream, SampleRuns.Manifest))
            .Replace("\"modules\"", "\"other\"", StringComparison.Ordinal)
            .Replace("\"keys\"", "\"more\"", StringComparison.Ordinal);
        File.WriteAllText(_folder.File("run.json"), text);
        RunManifest manifest = JsonFiles.ReadManifest(_folder.File("run.json"));
        Assert.Empty(manifest.Modules);
        Assert.Empty(manifest.Keys);
    }

    [Fact]
    public void Machines_ReadBack()
    {
        var machine = new MachineRecord
        {
            Machine = "m",
            OperatingSystem = "linux-x64",
            Cores = 2,
            Sdk = "10.0.1",
            Started = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)),
            WallSeconds = 1.5,
        };
        Assert.Equal(machine, RoundTrip(stream => JsonFiles.Write(stream, machine), JsonFiles.ReadMachine));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"verdict\": \"fine\"}")]
    [InlineData("[1, 2]")]
    public void Reading_NamesTheFile(string text)
    {
        string path = _folder.File("summary.json");
        File.WriteAllText(path, text);
        ResultFileException failure = Assert.Throws<ResultFileException>(() => JsonFiles.ReadSummary(path));
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Write(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private T RoundTrip<T>(Action<Stream> write, Func<string, T> read)
    {
        string path = _folder.File("round-trip.json");
        using (FileStream stream = File.Create(path))
        {
            write(stream);
        }

        return read(path);
    }
}
