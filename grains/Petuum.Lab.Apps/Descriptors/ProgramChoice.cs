using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>A program with its options. Two are equal when program and options are.</summary>
/// <param name="Descriptor">The program.</param>
/// <param name="Options">Its options, of the descriptor's type.</param>
public sealed record ProgramChoice(ProgramDescriptor Descriptor, object Options)
{
    /// <summary>The name in specs, where it is not the descriptor's: a file and a type.</summary>
    public string? Alias { get; init; }

    /// <summary>The name in specs.</summary>
    public string Name => Alias ?? Descriptor.Name;

    /// <summary>What it learns from.</summary>
    public DataKind Data => Descriptor.Data;

    /// <summary>The names of its tables, as <c>consistency.tables</c> calls them, in order.</summary>
    public ValueList<string> TableNames => Descriptor.TablesOf(Options);

    /// <summary>Whether rounds are scheduled.</summary>
    public bool IsModelParallel => Descriptor.IsModelParallel(Options);

    /// <summary>The option that says how many units a scheduled round has.</summary>
    public string? UnitsKey => Descriptor.UnitsKey(Options);

    /// <summary>Units that random scheduling puts into a round with nothing checked; null if it does not.</summary>
    public int? UncheckedParallelism => Descriptor.UncheckedParallelism(Options);

    /// <summary>What is wrong with the options for so many workers or features; null if nothing is.</summary>
    public OptionProblem? Problem(int workers, int? features) => Descriptor.Problem(Options, workers, features);

    /// <summary>The program over all the data.</summary>
    /// <exception cref="Petuum.Lab.Core.Jobs.PlanException">Data or options do not fit.</exception>
    /// <exception cref="DataFormatException">It cannot go on from the saved model.</exception>
    public IProgram Create(ProgramInput input) => Descriptor.Create(Options, input);

    /// <summary>The program where only a worker's part of the data is.</summary>
    public IProgram CreatePart(ProgramInput part, StateReader facts) => Descriptor.CreatePart(Options, part, facts);

    /// <summary>With what training chooses where nothing was said.</summary>
    public ProgramChoice Fitted(TrainingFacts facts) => this with { Options = Descriptor.Fit(Options, facts) };

    /// <summary>Clocks in which every sample, or every coefficient, has its turn once; at least 1.</summary>
    public int ClocksPerEpoch(LoadedData data, int workers) => Descriptor.ClocksPerEpoch(Options, data, workers);

    /// <summary>Clocks between two evaluations in training.</summary>
    public int EvaluateEvery(LoadedData data, int workers) => Descriptor.EvaluateEvery(Options, data, workers);

    /// <summary>Rows of the largest table.</summary>
    public int RowsOfLargestTable(LoadedData data) => Descriptor.RowsOfLargestTable(Options, data);

    /// <summary>What to change when the objective grew or is not a number.</summary>
    public string AdviceOnDivergence(int workers) => Descriptor.AdviceOnDivergence(Options, workers);

    /// <summary>Lines for people about a model.</summary>
    public IEnumerable<string> Findings(LoadedData data, Model model) => Descriptor.Findings(Options, data, model);

    /// <summary>Files of text that are saved in a model's folder, by name.</summary>
    public IReadOnlyList<(string Name, string Text)> Texts(LoadedData data, Model model) =>
        Descriptor.Texts(Options, data, model);
}
