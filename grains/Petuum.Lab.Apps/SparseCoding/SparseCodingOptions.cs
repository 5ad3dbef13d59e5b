using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.SparseCoding;

/// <summary>Options of sparse coding.</summary>
public sealed record SparseCodingOptions : FactorOptions
{
    /// <summary>The options as specs, help and <c>lab train</c> know them.</summary>
    public static Section<SparseCodingOptions> Section { get; } = new(
        new SparseCodingOptions(),
        [
            .. FieldsOf<SparseCodingOptions>(),
            new Field<SparseCodingOptions, double>(
                "lambda", "the weight of the codes' absolute values", new Real(0, double.PositiveInfinity),
                s => s.Lambda, (s, v) => s with { Lambda = v }),
            new Field<SparseCodingOptions, double>(
                "radius", "the largest norm of an atom", new Real(0, double.PositiveInfinity, aboveMinimum: true),
                s => s.Radius, (s, v) => s with { Radius = v }) { IsRequired = false },
        ]);

    /// <summary>λ ≥ 0, the weight of ‖S‖₁; as in the release's demo.</summary>
    public double Lambda { get; init; } = 0.1;

    /// <summary>c &gt; 0, the largest norm of an atom.</summary>
    public double Radius { get; init; } = 1;
}
