namespace Petuum.Lab.Analysis.Statistics;

/// <summary>
/// One bin of a histogram: how many values v have Low ≤ v &lt; High (the last bin also has its upper end).
/// </summary>
/// <param name="Low">Where the bin starts.</param>
/// <param name="High">Where it ends.</param>
/// <param name="Count">How many, or which share of all.</param>
public readonly record struct HistogramBin(double Low, double High, double Count);
