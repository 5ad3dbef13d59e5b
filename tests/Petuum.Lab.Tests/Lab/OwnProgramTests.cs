using System.Globalization;
using System.Text.Json;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Datasets;
using Petuum.Lab.Specs;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Tests.Commands;

/// <summary>A user's own program, named by its assembly and type: here, this one.</summary>
public sealed class OwnProgramTests
{
    private static readonly string Own = $"{typeof(CountingOwn).Assembly.Location}#{typeof(CountingOwn).FullName}";

    private static readonly string Described =
        $"{typeof(CountingDescriptor).Assembly.Location}#{typeof(CountingDescriptor).FullName}";

    private static readonly string Data = Path.Combine(Repository.Root, "datasets", "samples", "a9a-1000.libsvm");

    [Fact]
    public async Task Train_RunsIt_WithItsOptions()
    {
        using LabWorkspace lab = new();
        LabRun run = await lab.RunAsync(
            "train", Own, "--data", Data, "--epochs", "7", "--step-size", "0.5", "--workers", "2", "--model", "model",
            "--json");
        Assert.Equal((0, ""), (run.ExitCode, string.Concat(run.ErrorLines.Where(line => line.Contains('→')))));
        JsonElement json = run.Json();
        Assert.Equal(Own, json.GetProperty("program").GetString());
        Assert.Equal(7, json.GetProperty("clocks").GetInt32());
        Assert.Equal(7 * 2 * 0.5, json.GetProperty("counted").GetDouble());
        Assert.True(File.Exists(lab.Path("model/model.json")));
    }

    [Theory]
    [InlineData("x.dll#A.B", "x.dll", "A.B")]
    [InlineData("/home/me/C#/x.dll#A.B", "/home/me/C#/x.dll", "A.B")]
    [InlineData("a.dll#old/x.dll#A+B", "a.dll#old/x.dll", "A+B")]
    public void Name_IsAFileAndAType(string name, string file, string type) =>
        Assert.Equal((file, type), OwnName.PartsOf(name));

    [Fact]
    public async Task Run_SweepsItsOptions_AndResumes()
    {
        using LabWorkspace lab = new();
        string spec = lab.Write("own.yaml", $$"""
            name: own
            program:
              name: "{{Own}}"
              options: {step-size: 1}
            data: {generate: lasso, samples: 20, features: 3, true-coefficients: 1}
            cluster: {workers: 2, shards: 1}
            consistency: {policy: bsp}
            stop: {clocks: 5}
            seeds: [1]
            sweep:
              program.options.step-size: [1, 2]

            """);
        Assert.Equal(0, (await lab.RunAsync("run", spec)).ExitCode);
        string[] summaries = Directory.GetFiles(lab.Path("results/own"), "summary.json", SearchOption.AllDirectories);
        Assert.Equal(2, summaries.Length);
        DateTime[] written = [.. summaries.Select(File.GetLastWriteTimeUtc)];
        Assert.Equal(0, (await lab.RunAsync("run", spec)).ExitCode);
        Assert.Equal(written, summaries.Select(File.GetLastWriteTimeUtc));
        LabRun inUnits = await lab.RunAsync("run", spec, "--set", "units-per-round=2", "--out", lab.Path("units"));
        Assert.Equal(0, inUnits.ExitCode);
    }

    [Theory]
    [InlineData("nowhere.dll#A.B", "there is no file")]
    [InlineData("ASSEMBLY#A.B", "has no public program 'A.B'")]
    [InlineData("TEXT#A.B", "cannot be loaded")]
    public async Task Mistakes_AreNamed(string program, string problem)
    {
        using LabWorkspace lab = new();
        lab.Write("text.dll", "no assembly");
        string name = program
            .Replace("ASSEMBLY", Own.Split('#')[0], StringComparison.Ordinal)
            .Replace("TEXT", lab.Path("text.dll"), StringComparison.Ordinal);
        LabRun run = await lab.RunAsync("train", name, "--data", Data);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("program.options.step-size=x", "option 'step-size' is 'x'")]
    [InlineData("program.options.steps=1", "'program.options' has no key 'steps'")]
    public async Task Options_ThatAreWrong_AreNamed(string setting, string problem)
    {
        using LabWorkspace lab = new();
        LabRun run = await lab.RunAsync("train", Own, "--data", Data, "--set", setting);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    /// <summary>A program that describes itself: what ours can, it can.</summary>
    [Fact]
    public async Task Descriptor_IsRun_Trained_GoneOnFrom_AndApplied()
    {
        using LabWorkspace lab = new();
        string spec = lab.Write("described.yaml", $$"""
            name: described
            program:
              name: "{{Described}}"
              options: {step-size: 2}
            data: {generate: lasso, samples: 20, features: 3, true-coefficients: 1}
            cluster: {workers: 2, shards: 1}
            consistency:
              policy: bsp
              tables:
                count: {policy: ssp, staleness: 1}
            stop: {clocks: 5}
            seeds: [1]

            """);
        Assert.Equal((0, ""), await Outcome(lab, "run", spec));
        Assert.Equal((0, ""), await Outcome(
            lab, "train", Described, "--data", Data, "--step-size", "3", "--epochs", "2", "--model", "first"));
        Assert.Equal((0, ""), await Outcome(
            lab, "train", Described, "--data", Data, "--from", "first", "--epochs", "1", "--workers", "1", "--model",
            "second"));
        Assert.Equal((0, ""), await Outcome(lab, "predict", "--model", "second", "--data", Data, "--out", "out.csv"));
        string[] lines = await File.ReadAllLinesAsync(lab.Path("out.csv"));
        Assert.Equal(1001, lines.Length);
        Assert.True(double.Parse(lines[1], CultureInfo.InvariantCulture) > 3, lines[1]);
    }

    [Theory]
    [InlineData("program.options.step-size=0", "'program.options.step-size' is '0'")]
    [InlineData("program.options.steps=1", "'program.options' has no key 'steps'")]
    public async Task OptionsOfADescriptor_ThatAreWrong_AreNamed(string setting, string problem)
    {
        using LabWorkspace lab = new();
        (int exitCode, string error) = await Outcome(lab, "train", Described, "--data", Data, "--set", setting);
        Assert.Equal(1, exitCode);
        Assert.Contains(problem, error, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Mistakes)> Outcome(LabWorkspace lab, params string[] args)
    {
        LabRun run = await lab.RunAsync(args);
        return (run.ExitCode, run.ExitCode == 0 ? "" : run.Error);
    }

    [Theory]
    [InlineData("squares")]
    [InlineData("Two words")]
    [InlineData("results")]
    public async Task New_RefusesNames_ThatCannotBe(string name)
    {
        using LabWorkspace lab = new();
        LabRun run = await lab.RunAsync("new", name);
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(lab.Folder));
    }
}

/// <summary>Describes <see cref="CountingOwn"/>.</summary>
public sealed class CountingDescriptor : ProgramDescriptor<CountingDescriptor.Choices>
{
    public override string Name => "counting";

    public override string Description => "clocks";

    public override Section<Choices> Options { get; } = new(
        new Choices(),
        [
            new Field<Choices, double>(
                "step-size", "what is added in a clock", new Real(0, 100, aboveMinimum: true),
                choices => choices.StepSize, (choices, value) => choices with { StepSize = value })
            {
                IsRequired = false,
            },
        ]);

    protected override IReadOnlyList<string> Tables(Choices options) => ["count"];

    protected override IProgram Create(Choices options, ProgramInput input)
    {
        CountingOwnOptions own = new() { StepSize = options.StepSize };
        CountingOwn fresh = new(input.Data.Rows!, own, input.Seed);
        return input.Start?.RequireTables(Name, fresh.Tables) is { } start
            ? new CountingOwn(input.Data.Rows!, own, input.Seed, start)
            : fresh;
    }

    protected override int RowsOfLargestTable(Choices options, LoadedData data) => 1;

    protected override Predictor Predict(Choices options, SavedModel saved) =>
        new Constant(saved.Model.Dense<double>(new TableId(0), 0)[0]);

    public sealed record Choices
    {
        public double StepSize { get; init; } = 1;
    }

    private sealed class Constant(double count) : Predictor
    {
        public override DataKind Kind => DataKind.Regression;

        public override Prediction Apply(RegressionData rows) => new()
        {
            Columns = ["count"],
            Count = rows.Rows,
            Line = _ => [Text(count)],
            Scores = [],
        };
    }
}

/// <summary>Options of <see cref="CountingOwn"/>.</summary>
public sealed class CountingOwnOptions
{
    /// <summary>What is added in a clock.</summary>
    public double StepSize { get; set; } = 1;
}

/// <summary>Counts the clocks of its workers.</summary>
public sealed class CountingOwn(RegressionData data, CountingOwnOptions options, Seed seed) : IProgram
{
    private static readonly TableId Count = new(0);

    internal CountingOwn(RegressionData data, CountingOwnOptions options, Seed seed, Model start)
        : this(data, options, seed) =>
        Tables = [Tables[0] with { Initializer = new ModelInitializer(start, Count) }];

    public string Name => "counting";

    public IReadOnlyList<TableDefinition> Tables { get; } =
        [new(Count, "count", 1, new RowShape(ElementType.Double, RowKind.Dense, 1), Sharding.Range)];

    public bool IsModelParallel => false;

    public IWorkerProgram CreateWorker(WorkerId worker, int workers, Seed seedOfRun) => new Worker(options.StepSize);

    public IScheduleProgram CreateScheduler(int workers, Seed seedOfRun) => throw new NotSupportedException();

    public Evaluation Evaluate(Model model, Evaluation? previous)
    {
        double counted = model.Dense<double>(Count, 0)[0];
        return new Evaluation(
            data.Rows / (1 + counted), double.NaN, [new("counted", counted), new("seeded", seed == default ? 0 : 1)]);
    }

    private sealed class Worker(double step) : IWorkerProgram
    {
        public void DeclareReads(in WorkUnit unit, ReadSet reads) => reads.Add(Count, 0);

        public void Push(in WorkUnit unit, RowView rows, PushOutput output)
        {
            output.Increment<double>(Count, 0)[0] += step;
            output.Report(1, 1);
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }
    }
}
