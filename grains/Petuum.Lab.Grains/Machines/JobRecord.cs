namespace Petuum.Lab.Grains;

/// <summary>The job, as it is stored: who activates the grain anew goes on from here.</summary>
[GenerateSerializer, Alias("petuum.job-record")]
public sealed class JobRecord
{
    /// <summary>What was submitted; null before.</summary>
    [Id(0)]
    public JobDescription? Job { get; set; }

    /// <summary>The present epoch.</summary>
    [Id(1)]
    public int Epoch { get; set; }

    /// <summary>The last cut that is whole; null: the beginning.</summary>
    [Id(2)]
    public CutId? Cut { get; set; }

    /// <summary>How it ended; null while it goes on.</summary>
    [Id(3)]
    public JobEnding? Ending { get; set; }

    /// <summary>Cuts of which something may be stored.</summary>
    [Id(4)]
    public List<CutId> Offered { get; set; } = [];

    /// <summary>
    /// Evaluations and notices after those of <see cref="HistoryParts"/>, as far as they do not come again.
    /// </summary>
    [Id(5)]
    public NewsItem[] History { get; set; } = [];

    /// <summary>
    /// Parts of the history that are stored by themselves, in order: the epoch that has stored each. What is in a part
    /// is not written again with every change of the record.
    /// </summary>
    [Id(12)]
    public int[] HistoryParts { get; set; } = [];

    /// <summary>Epochs that have stored a final model, or part of one; which counts is in the ending.</summary>
    [Id(11)]
    public List<int> ModelEpochs { get; set; } = [];

    /// <summary>When the first epoch began; null before.</summary>
    [Id(8)]
    public DateTimeOffset? Began { get; set; }

    /// <summary>The names of the machines whose states a cut is made of; empty before there are any.</summary>
    [Id(9)]
    public string[] Machines { get; set; } = [];

    /// <summary>Epochs since a cut was whole.</summary>
    [Id(6)]
    public int Losses { get; set; }
}
