using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>
/// All that anybody has to know of a program: specs, their schema, help, <c>lab train</c>, <c>lab predict</c> and the
/// pages of options are made from it. Write one as <see cref="ProgramDescriptor{TOptions}"/>.
/// </summary>
public abstract class ProgramDescriptor
{
    private protected ProgramDescriptor()
    {
    }

    /// <summary>The name in specs.</summary>
    public abstract string Name { get; }

    /// <summary>What it learns, for help: half a sentence.</summary>
    public abstract string Description { get; }

    /// <summary>Command lines of <c>lab train</c> after the program's name, and what each does: for help.</summary>
    public virtual IReadOnlyList<(string Arguments, string Does)> Examples =>
        [("--data FILE --model DIR", "learns from a file, and saves the model")];

    /// <summary>
    /// The word of the key <c>form</c> that tells this from another descriptor of the same name; null: the name does.
    /// </summary>
    public virtual string? Form => null;

    /// <summary>Further descriptors of the same name, each with a <see cref="Form"/> of its own.</summary>
    public virtual IReadOnlyList<ProgramDescriptor> Forms => [];

    /// <summary>What it learns from.</summary>
    public virtual DataKind Data => DataKind.Regression;

    /// <summary>Whether it can learn from pairs of rows that files give.</summary>
    public virtual bool TakesPairs => false;

    /// <summary>
    /// What its scheduler puts where others increment, as half a sentence: no bound on increments means anything then.
    /// Null if it puts nothing.
    /// </summary>
    public virtual string? Puts => null;

    /// <summary>The options, in canonical order.</summary>
    public abstract IReadOnlyList<OptionKey> Keys { get; }

    /// <summary>
    /// Options with the YAML that <c>lab train</c> chooses where the user gives nothing, and where
    /// the data decide nothing.
    /// </summary>
    /// <param name="form">The form that was asked for; null for the program's own choice.</param>
    public virtual IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) => [];

    /// <summary>Options of which one is given: that of the user takes the place of the default of another.</summary>
    public virtual IReadOnlyList<string> Alternatives => [];

    /// <summary>Further files that it learns from: keys below <c>data</c>, with what they say.</summary>
    public virtual IReadOnlyList<(string Key, string Says)> Files => [];

    /// <summary>
    /// The gap at which training ends where neither that nor epochs are given; null: after <see cref="Epochs"/>.
    /// </summary>
    public virtual double? Tolerance => null;

    /// <summary>Passes over the data after which training ends at the latest, where the user gives no number.</summary>
    public virtual int Epochs => 100;

    /// <summary>
    /// The sections <c>program</c> and <c>data</c> of a small spec with generated data, in YAML, by which a machine can
    /// be checked and measured; null if there is none.
    /// </summary>
    /// <param name="samples">How many samples.</param>
    /// <param name="width">How wide a row of the model, where that is free.</param>
    public virtual string? Sample(int samples, int width) => null;

    /// <summary>How fast it learnt, in its own unit.</summary>
    /// <param name="data">What was learnt from.</param>
    /// <param name="epochs">Passes over the data.</param>
    /// <param name="seconds">How long they took.</param>
    public virtual IReadOnlyList<Metric> Rates(LoadedData data, double epochs, double seconds) => [];

    /// <summary>
    /// Shotgun's bound on the parallelism of random scheduling; null if there is none. Takes passes over the data.
    /// </summary>
    public virtual double? SafeParallelism(IProgram program) => null;

    /// <summary>What is saved beside the tables, so that the model can be applied without its data.</summary>
    public virtual IReadOnlyList<ModelVector> Vectors(IProgram program, LoadedData data, Model model) => [];

    /// <summary>Reads options; <paramref name="alsoKnown"/> are keys that someone else reads.</summary>
    /// <exception cref="OptionException">One is wrong.</exception>
    public abstract ProgramChoice Read(OptionNode node, params string[] alsoKnown);

    /// <summary>Options in canonical form.</summary>
    public abstract List<(string Key, OptionValue Value)> Write(object options);

    /// <summary>The options' JSON schema, with more keys before them.</summary>
    public abstract JsonObject Schema(params (string Key, JsonObject Schema)[] first);

    /// <summary>The options' dotted keys, each after <paramref name="prefix"/>.</summary>
    public abstract IEnumerable<string> KeysBelow(string prefix);

    internal abstract ValueList<string> TablesOf(object options);

    internal abstract bool IsModelParallel(object options);

    internal abstract string? UnitsKey(object options);

    internal abstract int? UncheckedParallelism(object options);

    internal abstract OptionProblem? Problem(object options, int workers, int? features);

    internal abstract IProgram Create(object options, ProgramInput input);

    internal abstract IProgram CreatePart(object options, ProgramInput part, StateReader facts);

    internal abstract object Fit(object options, TrainingFacts facts);

    internal abstract int ClocksPerEpoch(object options, LoadedData data, int workers);

    internal abstract int EvaluateEvery(object options, LoadedData data, int workers);

    internal abstract int RowsOfLargestTable(object options, LoadedData data);

    internal abstract string AdviceOnDivergence(object options, int workers);

    internal abstract IEnumerable<string> Findings(object options, LoadedData data, Model model);

    internal abstract IReadOnlyList<(string Name, string Text)> Texts(object options, LoadedData data, Model model);

    internal abstract Predictor? CreatePredictor(SavedModel saved);
}
