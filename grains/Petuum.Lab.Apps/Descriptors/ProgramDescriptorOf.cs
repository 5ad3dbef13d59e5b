using System.Text.Json.Nodes;
using Petuum.Lab.Apps.Parts;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>A program with options of one type. What is virtual has a default that fits most programs.</summary>
/// <typeparam name="TOptions">An immutable record; its options are declared once, in <see cref="Options"/>.</typeparam>
public abstract class ProgramDescriptor<TOptions> : ProgramDescriptor
    where TOptions : class
{
    /// <summary>The options: key, text, range, default, and when each applies.</summary>
    public abstract Section<TOptions> Options { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<OptionKey> Keys => Options.Keys;

    /// <summary>The names of its tables, in order.</summary>
    protected abstract IReadOnlyList<string> Tables(TOptions options);

    /// <summary>Whether rounds are scheduled; false by default.</summary>
    protected virtual bool IsModelParallel(TOptions options) => false;

    /// <summary>
    /// The option that says how many units a scheduled round has, <c>parallelism</c> by default; null if none does.
    /// </summary>
    protected virtual string? UnitsKey(TOptions options) => "parallelism";

    /// <summary>Units that random scheduling puts into a round with nothing checked; null if it does not.</summary>
    protected virtual int? UncheckedParallelism(TOptions options) => null;

    /// <summary>What is wrong with options for a number of workers or features; null if nothing is.</summary>
    /// <param name="options">The options.</param>
    /// <param name="workers">Workers.</param>
    /// <param name="features">Features of the data; null where they are not known yet, or are none.</param>
    protected virtual OptionProblem? Problem(TOptions options, int workers, int? features) => null;

    /// <summary>The program over all the data.</summary>
    /// <exception cref="Petuum.Lab.Core.Jobs.PlanException">Data or options do not fit.</exception>
    /// <exception cref="DataFormatException">It cannot go on from the saved model.</exception>
    protected abstract IProgram Create(TOptions options, ProgramInput input);

    /// <summary>The program where only a worker's part of the data is; for an <see cref="IPartedProgram"/>.</summary>
    /// <param name="options">The options.</param>
    /// <param name="part">That part.</param>
    /// <param name="facts">What the program over all the data wrote by
    /// <see cref="IPartedProgram.SaveFacts"/>.</param>
    protected virtual IProgram CreatePart(TOptions options, ProgramInput part, StateReader facts) =>
        throw new InvalidOperationException($"'{Name}' is not a program of parts.");

    /// <summary>Chooses, for training, options that depend on the data and are neither given nor fixed.</summary>
    protected virtual TOptions Fit(TOptions options, TrainingFacts facts) => options;

    /// <summary>
    /// Clocks in which every sample, or every coefficient, has its turn once; at least 1, and 1 by default.
    /// </summary>
    protected virtual int ClocksPerEpoch(TOptions options, LoadedData data, int workers) => 1;

    /// <summary>Clocks between two evaluations in training; an epoch by default.</summary>
    protected virtual int EvaluateEvery(TOptions options, LoadedData data, int workers) =>
        ClocksPerEpoch(options, data, workers);

    /// <summary>Rows of the largest table: there is no use in more shards.</summary>
    protected abstract int RowsOfLargestTable(TOptions options, LoadedData data);

    /// <summary>What to change when the objective grew or is not a number.</summary>
    protected virtual string AdviceOnDivergence(TOptions options, int workers) =>
        $"use a smaller --staleness, or fewer --workers (they were {workers})";

    /// <summary>Lines for people about a model that was trained, before the summary.</summary>
    protected virtual IEnumerable<string> Findings(TOptions options, LoadedData data, Model model) => [];

    /// <summary>Files of text for people that are saved in the model's folder, by name; nothing reads them.</summary>
    protected virtual IReadOnlyList<(string Name, string Text)> Texts(
        TOptions options, LoadedData data, Model model) => [];

    /// <summary>The model, ready to be applied; null, as by default, if it cannot be.</summary>
    /// <exception cref="DataFormatException">The saved model lacks what that takes.</exception>
    protected virtual Predictor? Predict(TOptions options, SavedModel saved) => null;

    /// <inheritdoc/>
    public sealed override ProgramChoice Read(OptionNode node, params string[] alsoKnown) =>
        new(this, Options.Read(node, alsoKnown));

    /// <inheritdoc/>
    public sealed override List<(string Key, OptionValue Value)> Write(object options) =>
        Options.WriteEntries((TOptions)options);

    /// <inheritdoc/>
    public sealed override JsonObject Schema(params (string Key, JsonObject Schema)[] first) =>
        Options.Schema(first);

    /// <inheritdoc/>
    public sealed override IEnumerable<string> KeysBelow(string prefix) => Options.KeysBelow(prefix);

    internal sealed override ValueList<string> TablesOf(object options) => [.. Tables((TOptions)options)];

    internal sealed override bool IsModelParallel(object options) => IsModelParallel((TOptions)options);

    internal sealed override string? UnitsKey(object options) => UnitsKey((TOptions)options);

    internal sealed override int? UncheckedParallelism(object options) => UncheckedParallelism((TOptions)options);

    internal sealed override OptionProblem? Problem(object options, int workers, int? features) =>
        Problem((TOptions)options, workers, features);

    internal sealed override IProgram Create(object options, ProgramInput input) => Create((TOptions)options, input);

    internal sealed override IProgram CreatePart(object options, ProgramInput part, StateReader facts) =>
        CreatePart((TOptions)options, part, facts);

    internal sealed override object Fit(object options, TrainingFacts facts) => Fit((TOptions)options, facts);

    internal sealed override int ClocksPerEpoch(object options, LoadedData data, int workers) =>
        ClocksPerEpoch((TOptions)options, data, workers);

    internal sealed override int EvaluateEvery(object options, LoadedData data, int workers) =>
        EvaluateEvery((TOptions)options, data, workers);

    internal sealed override int RowsOfLargestTable(object options, LoadedData data) =>
        RowsOfLargestTable((TOptions)options, data);

    internal sealed override string AdviceOnDivergence(object options, int workers) =>
        AdviceOnDivergence((TOptions)options, workers);

    internal sealed override IEnumerable<string> Findings(object options, LoadedData data, Model model) =>
        Findings((TOptions)options, data, model);

    internal sealed override IReadOnlyList<(string Name, string Text)> Texts(
        object options, LoadedData data, Model model) => Texts((TOptions)options, data, model);

    internal sealed override Predictor? CreatePredictor(SavedModel saved) =>
        Predict(saved.Options<TOptions>(), saved);
}
