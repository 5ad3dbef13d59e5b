using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.SparseCoding;

/// <summary>Sparse coding.</summary>
public sealed class SparseCodingDescriptor : FactorDescriptor<SparseCodingOptions>
{
    /// <inheritdoc/>
    public override string Name => "sparse-coding";

    /// <inheritdoc/>
    public override string Description => "atoms that rows are made of a few of: ‖X − SB‖² + λ‖S‖₁, ‖B_k‖ ≤ c";

    /// <inheritdoc/>
    public override Section<SparseCodingOptions> Options => SparseCodingOptions.Section;

    /// <inheritdoc/>
    protected override string ModelTable => "dictionary";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) =>
        [("rank", "10"), ("lambda", "0.1"), ("radius", "1")];

    /// <inheritdoc/>
    protected override IProgram Create(SparseCodingOptions options, ProgramInput input, Model? start) =>
        new SparseCodingProgram(
        input.Data.Rows!, options, input.Seed, input.StalenessOf(ModelTable), start);

    /// <inheritdoc/>
    protected override IProgram CreatePart(SparseCodingOptions options, ProgramInput part, StateReader facts) =>
        new SparseCodingProgram(part.Data.Rows!, options, facts, part.StalenessOf(ModelTable));

    /// <inheritdoc/>
    protected override FactorModel ModelOf(SparseCodingOptions options, Model model) =>
        SparseCodingProgram.ModelOf(model, options.Rank, options.Lambda, options.Radius);
}
