using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.Batches;

/// <summary>What the descriptors of data-parallel programs on rows of features share.</summary>
/// <typeparam name="TOptions">The program's options.</typeparam>
public abstract class BatchDescriptor<TOptions> : ProgramDescriptor<TOptions>
    where TOptions : BatchOptions
{
    /// <inheritdoc/>
    public override double? Tolerance => 1e-3;

    /// <summary>The name of the table that is the model.</summary>
    protected abstract string ModelTable { get; }

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Tables(TOptions options) => [ModelTable];

    /// <summary>The program, going on from the tables of <paramref name="start"/> if there are some.</summary>
    protected abstract IProgram Create(TOptions options, ProgramInput input, Model? start);

    /// <inheritdoc/>
    protected sealed override IProgram Create(TOptions options, ProgramInput input)
    {
        IProgram fresh = Create(options, input, start: null);
        return input.Start is { } saved
            ? Create(options, input, saved.RequireTables(Name, fresh.Tables))
            : fresh;
    }

    /// <inheritdoc/>
    protected override int ClocksPerEpoch(TOptions options, LoadedData data, int workers) =>
        Math.Max(1, (int)Math.Round(1 / options.Share));

    /// <inheritdoc/>
    protected override string AdviceOnDivergence(TOptions options, int workers) =>
        $"workers disturb one another: use a smaller --staleness, fewer --workers (they were "
        + $"{workers}), or a smaller --share (it was {options.Share:G3})";
}
