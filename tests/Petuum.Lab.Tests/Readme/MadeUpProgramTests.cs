namespace Petuum.Lab.Tests.Readme;

/// <summary>
/// A program with an option is added to a copy of the repository, as one folder and one line, and <c>lab</c> is built
/// from that.
/// </summary>
public sealed class MadeUpProgramTests(RepositoryClone clone) : IClassFixture<RepositoryClone>
{
    private const string Program = """
        using Petuum.Lab.Apps.Descriptors;
        using Petuum.Lab.Core;
        using Petuum.Lab.Core.Numbers;
        using Petuum.Lab.Core.Options;
        using Petuum.Lab.Core.Programs;
        using Petuum.Lab.Core.Tables;
        using Petuum.Lab.Datasets;

        namespace Petuum.Lab.Apps.MadeUp;

        public sealed record MadeUpOptions
        {
            public static Section<MadeUpOptions> Section { get; } = new(
                new MadeUpOptions(),
                [
                    new Field<MadeUpOptions, double>(
                        "made-up-size", "what is added in a clock", new Real(0, 100, aboveMinimum: true),
                        o => o.Size, (o, v) => o with { Size = v }) { IsRequired = false },
                ]);

            public double Size { get; init; } = 1;
        }

        public sealed class MadeUpDescriptor : ProgramDescriptor<MadeUpOptions>
        {
            public override string Name => "made-up";
            public override string Description => "nothing: it counts clocks";
            public override Section<MadeUpOptions> Options => MadeUpOptions.Section;
            protected override IReadOnlyList<string> Tables(MadeUpOptions options) => ["count"];
            protected override IProgram Create(MadeUpOptions options, ProgramInput input) => new MadeUpProgram(options);
            protected override int RowsOfLargestTable(MadeUpOptions options, LoadedData data) => 1;
        }

        public sealed class MadeUpProgram(MadeUpOptions options) : IProgram, IWorkerProgram
        {
            public string Name => "made-up";
            public IReadOnlyList<TableDefinition> Tables { get; } = [new(
                new TableId(0), "count", 1, new RowShape(ElementType.Double, RowKind.Dense, 1), Sharding.Range)];
            public bool IsModelParallel => false;
            public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seed) => this;
            public IScheduleProgram CreateScheduler(int workers, Seed seed) => throw new NotSupportedException();
            public Evaluation Evaluate(Model model, Evaluation? previous) =>
                new(1 / (1 + model.Dense<double>(new TableId(0), 0)[0]), double.NaN, []);
            public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.Add(new TableId(0), 0);
            public void Push(in WorkUnit unit, RowView rows, PushOutput output)
            {
                output.Increment<double>(new TableId(0), 0)[0] += options.Size;
                output.Report(1, 1);
            }

            public void Save(StateWriter state) { }
            public void Load(StateReader state) { }
        }
        """;

    private const string Spec = """
        name: made-up
        program: {name: made-up, made-up-size: 3}
        data: {generate: lasso, samples: 20, features: 3, true-coefficients: 1}
        cluster: {workers: 2, shards: 1}
        consistency: {policy: bsp}
        stop: {clocks: 5}
        seeds: [1]

        """;

    [Fact]
    public async Task Program_IsAddedByAFolderAndALine()
    {
        string registry = Path.Combine(clone.Root, "grains/Petuum.Lab.Apps/Descriptors/ProgramRegistry.cs");
        string[] lines = await File.ReadAllLinesAsync(registry);
        int first = Array.FindIndex(lines, line => line.Trim() == "[") + 1;
        await File.WriteAllLinesAsync(
            registry, [.. lines[..first], "new Petuum.Lab.Apps.MadeUp.MadeUpDescriptor(),", .. lines[first..]]);
        string folder = Directory.CreateDirectory(Path.Combine(clone.Root, "grains/Petuum.Lab.Apps/MadeUp")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "MadeUp.cs"), Program);
        await File.WriteAllTextAsync(Path.Combine(clone.Root, "made-up.yaml"), Spec);
        const string Lab = "experiments/Petuum.Lab.Experiments/bin/Release/net10.0/lab.dll";

        await RunAsync(0, "build", "experiments/Petuum.Lab.Experiments", "-c", "Release", "-p:RunAnalyzers=false",
            "-p:TreatWarningsAsErrors=false");
        string help = await RunAsync(0, Lab, "train", "made-up", "--help");
        Assert.Contains("--made-up-size", help, StringComparison.Ordinal);
        await RunAsync(0, Lab, "train", "made-up", "--data", "datasets/samples/a9a-1000.libsvm",
            "--made-up-size", "2", "--epochs", "2", "--model", "made-up-model");
        await RunAsync(0, Lab, "run", "made-up.yaml");
        string refused = await RunAsync(1, Lab, "validate", "made-up.yaml", "--set", "program.made-up-size=101");
        Assert.Contains("'program.made-up-size' is '101'", refused, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(int exitCode, params string[] arguments)
    {
        (int code, string said) = await clone.RunAsync(clone.Root, arguments);
        Assert.True(code == exitCode, $"{string.Join(' ', arguments)}: exit code {code}\n{said}");
        return said;
    }
}
