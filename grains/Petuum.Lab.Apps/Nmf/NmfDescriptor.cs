using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Options;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Nmf;

/// <summary>Non-negative matrix factorisation.</summary>
public sealed class NmfDescriptor : FactorDescriptor<NmfOptions>
{
    /// <inheritdoc/>
    public override string Name => "nmf";

    /// <inheritdoc/>
    public override string Description => "parts that rows are sums of: ‖X − LR‖², L, R ≥ 0";

    /// <inheritdoc/>
    public override Section<NmfOptions> Options => NmfOptions.Section;

    /// <inheritdoc/>
    protected override string ModelTable => "parts";

    /// <inheritdoc/>
    public override IReadOnlyList<(string Key, string Yaml)> Defaults(string? form) => [("rank", "10")];

    /// <inheritdoc/>
    protected override IProgram Create(NmfOptions options, ProgramInput input, Model? start) => new NmfProgram(
        input.Data.Rows!, options, input.Seed, input.StalenessOf(ModelTable), start);

    /// <inheritdoc/>
    protected override IProgram CreatePart(NmfOptions options, ProgramInput part, StateReader facts) =>
        new NmfProgram(part.Data.Rows!, options, facts, part.StalenessOf(ModelTable));

    /// <inheritdoc/>
    protected override FactorModel ModelOf(NmfOptions options, Model model) =>
        NmfProgram.ModelOf(model, options.Rank);
}
