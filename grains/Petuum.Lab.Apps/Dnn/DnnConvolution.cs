using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Dnn;

/// <summary>
/// A layer of filters over every place of an image where they fit, and the largest value of every window of places.
/// </summary>
/// <param name="Filters">Filters: the channels that it makes.</param>
/// <param name="Size">Rows and columns of a filter.</param>
/// <param name="Pool">Rows and columns of a window, side by side; what is left at the edges is dropped. 1: no
/// pooling.</param>
public sealed record DnnConvolution(int Filters, int Size, int Pool)
{
    /// <summary>Its keys.</summary>
    public static Section<DnnConvolution> Section { get; } = new(
        new DnnConvolution(Filters: 1, Size: 1, Pool: 2),
        [
            new Field<DnnConvolution, int>(
                "filters", "filters: the channels that it makes", new Whole<int>(1, 100_000),
                s => s.Filters, (s, v) => s with { Filters = v }),
            new Field<DnnConvolution, int>(
                "size", "rows and columns of a filter", new Whole<int>(1, 10_000),
                s => s.Size, (s, v) => s with { Size = v }),
            new Field<DnnConvolution, int>(
                "pool", "rows and columns of the windows of which the largest value is kept; 1 for none",
                new Whole<int>(1, 10_000),
                s => s.Pool, (s, v) => s with { Pool = v }) { IsRequired = false },
        ]);
}
