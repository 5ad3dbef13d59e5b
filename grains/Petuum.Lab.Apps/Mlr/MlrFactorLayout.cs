using Petuum.Lab.Apps.Networks;

namespace Petuum.Lab.Apps.Mlr;

/// <summary>
/// Rows of the table of factors. Worker p keeps those of round r in row p · Slots + r mod Slots, as bits in integers: a
/// worker overwrites a row by adding the difference to what it wrote before, which integers make exact. A row is a
/// header (round + 1, samples, then what a reader has to know of the run), and for each sample g and x, J + K values.
/// </summary>
internal sealed class MlrFactorLayout
{
    /// <summary>Values of a row before its samples.</summary>
    public const int Header = 5;

    public MlrFactorLayout(int classes, int features, MlrOptions options, MlrRun run)
        : this(
            classes, features, run.Workers, run.Staleness, options.SyncEveryInUse,
            ((options.Batch - 1) / run.Workers) + 1)
    {
        long values = Header + ((long)SamplesMax * PerSample);
        ClassData.Check(
            values <= Array.MaxLength, $"{SamplesMax} factors of {PerSample} values in a row", "use a smaller batch");
    }

    private MlrFactorLayout(int classes, int features, int workers, int staleness, int syncEvery, int samplesMax)
    {
        (Classes, Features, Workers) = (classes, features, workers);
        (Staleness, SyncEvery, SamplesMax) = (staleness, syncEvery, samplesMax);
    }

    public int Classes { get; }

    public int Features { get; }

    public int Workers { get; }

    /// <summary>Rounds between writing factors and applying them, less one.</summary>
    public int Staleness { get; }

    public int SyncEvery { get; }

    /// <summary>Samples of the largest part of a minibatch.</summary>
    public int SamplesMax { get; }

    /// <summary>J + K.</summary>
    public int PerSample => Classes + Features;

    public int Columns => Header + (SamplesMax * PerSample);

    /// <summary>
    /// Rounds that are kept: those of which a reader may be in need while the fastest worker is 2s + 1 rounds ahead of
    /// what it applies, and those since the weights' table was synchronised.
    /// </summary>
    public int Slots => SyncEvery + (2 * Staleness) + 2;

    /// <summary>The layout that wrote a row, whose length and header tell.</summary>
    public static MlrFactorLayout Of(ReadOnlySpan<int> row, int classes, int features) => new(
        classes, features, row[2], row[3], row[4], (row.Length - Header) / (classes + features));

    /// <summary>The row of a worker and round.</summary>
    public int RowOf(int worker, int round) => (worker * Slots) + (round % Slots);

    /// <summary>Writes a row; <paramref name="factors"/> and samples are padded.</summary>
    public void Write(
        int round, int samples, ReadOnlySpan<float> factors, ReadOnlySpan<float> features, int stride, Span<int> row)
    {
        row.Clear();
        (row[0], row[1], row[2], row[3], row[4]) = (round + 1, samples, Workers, Staleness, SyncEvery);
        int padded = MatrixKernels.Padded(Classes);
        int at = Header;
        for (int sample = 0; sample < samples; sample++)
        {
            foreach (float value in factors.Slice(sample * padded, Classes))
            {
                row[at++] = BitConverter.SingleToInt32Bits(value);
            }

            foreach (float value in features.Slice(sample * stride, Features))
            {
                row[at++] = BitConverter.SingleToInt32Bits(value);
            }
        }
    }
}
