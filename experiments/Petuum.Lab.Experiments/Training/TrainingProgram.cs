using Petuum.Lab.Core.Programs;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Specs;

namespace Petuum.Lab.Experiments.Training;

/// <summary>
/// What <c>lab train</c>, <c>lab predict</c> and model folders have to know about a program besides its keys: what is
/// chosen where the user chooses nothing, how long an epoch is, and how its model is applied.
/// </summary>
internal abstract class TrainingProgram
{
    /// <summary>The program's name in specs.</summary>
    public abstract string Name { get; }

    /// <summary>What it learns, for help: half a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>The sections of specs that its keys are in, by the word that tells them.</summary>
    public virtual IReadOnlyList<string> Sections => [Name];

    /// <summary>Keys below <c>program</c> with the YAML that is chosen where the user gives nothing.</summary>
    /// <param name="form">The form that was asked for; null for the program's own choice.</param>
    public abstract IReadOnlyList<(string Key, string Yaml)> Defaults(string? form = null);

    /// <summary>Keys of which one is given: that of the user takes the place of the default of another.</summary>
    public virtual IReadOnlyList<string> Alternatives => [];

    /// <summary>Further files that it learns from: keys below <c>data</c>, with what they say.</summary>
    public virtual IReadOnlyList<(string Key, string Says)> Files => [];

    /// <summary>
    /// The tolerance where neither that nor epochs are given; null: it learns for <see cref="Epochs"/>.
    /// </summary>
    public abstract double? Tolerance { get; }

    /// <summary>Passes over the data after which it ends at the latest, where the user gives no number.</summary>
    public abstract int Epochs { get; }

    /// <summary>
    /// Chooses what depends on the data: options that are neither given nor have a fixed default.
    /// </summary>
    /// <param name="spec">The run so far.</param>
    /// <param name="data">What is learnt from.</param>
    /// <param name="isGiven">Whether the user, or the model that is gone on from, gives a dotted key.</param>
    public virtual RunSpec Fit(RunSpec spec, LoadedData data, Predicate<string> isGiven) => spec;

    /// <summary>Clocks in which every sample, or every coefficient, has its turn once; at least 1.</summary>
    public abstract int ClocksPerEpoch(RunSpec spec, LoadedData data);

    /// <summary>Clocks between two evaluations.</summary>
    public virtual int EvaluateEvery(RunSpec spec, LoadedData data) => ClocksPerEpoch(spec, data);

    /// <summary>Rows of the largest table: there is no use in more shards.</summary>
    public abstract int RowsOfLargestTable(RunSpec spec, LoadedData data);

    /// <summary>What to change when the objective grew or is not a number.</summary>
    public abstract string AdviceOnDivergence(RunSpec spec);

    /// <summary>How fast it learnt, in its own unit.</summary>
    /// <param name="data">What was learnt from.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="seconds">How long they took.</param>
    public virtual IReadOnlyList<Metric> Rates(LoadedData data, double epochs, double seconds) => [];

    /// <summary>Lines for people about the model, before the summary.</summary>
    public virtual IEnumerable<string> Findings(RunSpec spec, LoadedData data, Model model) => [];

    /// <summary>Files of text for people that are saved in the model's folder, by name; nothing reads them.</summary>
    public virtual IReadOnlyList<(string Name, string Text)> Texts(RunSpec spec, LoadedData data, Model model) => [];

    /// <summary>What is saved beside the tables, so that the model can be applied without its data.</summary>
    public abstract IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model);

    /// <summary>The model, ready to be applied.</summary>
    /// <exception cref="Analysis.Results.ResultFileException">The folder lacks what that takes.</exception>
    public abstract Predictor CreatePredictor(SavedModel saved);
}

/// <summary>The one table of programs that can be trained; a new program adds its line.</summary>
internal static class TrainingPrograms
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<TrainingProgram> All { get; } =
    [
        new DnnTraining(), new LassoTraining(), new LogisticTraining(), new MfTraining(), new LdaTraining(),
        new MlrTraining(), new ForestTraining(), new KMeansTraining(), new DmlTraining(), new NmfTraining(),
        new SparseCodingTraining(), new SvmTraining(), new MedLdaTraining(),
    ];

    /// <summary>The one of a name; null if there is none.</summary>
    public static TrainingProgram? Find(string name) => All.FirstOrDefault(program => program.Name == name);

    /// <summary>What is saved beside a model's tables; nothing for programs that cannot be applied.</summary>
    public static IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) =>
        Find(program.Name)?.Vectors(program, data, model) ?? [];
}
