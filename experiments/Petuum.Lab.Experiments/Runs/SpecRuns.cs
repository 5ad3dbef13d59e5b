using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Experiments.Commands;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Runs;
internal static class SpecRuns
{
    public static IReadOnlyList<PreparedRun> Prepare(SpecFile file, RunRequest request, LabTerminal terminal) => [];
    public static SweepResults Results(SpecFile file, RunRequest request, IReadOnlyList<RunResults> runs) => null!;
    public static string SetUp(SweepResults sweep) => "";
}
internal static class SelfCheckSpecs
{
    public static IReadOnlyList<string> Programs { get; } = ["lasso", "mf"];
    public static SpecFile Calibration(string program) => null!;
    public static SpecFile Doctor(string program) => null!;
    public static IReadOnlyList<PreparedRun> Prepare(SpecFile file, LabTerminal terminal) => [];
}
