using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Grains;

/// <summary>A job for a cluster: what any silo can make the plan from.</summary>
[GenerateSerializer, Immutable, Alias("petuum.job")]
public sealed record JobDescription
{
    /// <summary>The id: letters, digits and hyphens; unique in the cluster.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    [Id(1)]
    public string Name { get; init; } = "";

    /// <summary>What the silos' <see cref="IJobSource"/> makes the plan from: a canonical spec.</summary>
    [Id(2)]
    public string Text { get; init; } = "";

    /// <summary>Whether machines report events for observers elsewhere.</summary>
    [Id(3)]
    public bool ReportsEvents { get; init; }

    /// <summary>A cut about every so many clocks; null: by the time that saving takes and failures are apart.</summary>
    [Id(4)]
    public int? CutEvery { get; init; }
}

/// <summary>The job: keeps its machines alive, evaluates the model, and says how it ended.</summary>
public interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Begins the job; does nothing if it has begun already.</summary>
    Task SubmitAsync(JobDescription job);

    /// <summary>Takes shards' snapshots, of the present epoch only.</summary>
    Task<Receipt> DeliverAsync(int epoch, Parcel parcel);

    /// <summary>
    /// News after position <paramref name="after"/> of the job's history; answers at once if there are any, otherwise
    /// when there are or after some seconds.
    /// </summary>
    [ResponseTimeout("00:00:10")]
    Task<JobNews> WatchAsync(long after);

    /// <summary>
    /// The last evaluated model as <paramref name="epoch"/> stored it: serialised parcels of its rows, in blocks of
    /// some megabytes, of which the last says that it is. Throws <see cref="InvalidOperationException"/> if there is
    /// no such block.
    /// </summary>
    Task<StoredBlock> GetModelAsync(int epoch, int block);

    /// <summary>What silos that read parts of the data need to know; of the present epoch only.</summary>
    [ResponseTimeout("00:02:00")]
    Task<JobFacts> GetFactsAsync(int epoch);

    /// <summary>Ends the job early.</summary>
    Task CancelAsync();

    /// <summary>
    /// A machine has not heard from the job for a while: wakes it if it was lost. False if the machine's epoch is over.
    /// </summary>
    Task<bool> EnsureAsync(int epoch);

    /// <summary>
    /// Goes on with the job, if it was lost; its activation has done so when this is called. One that has ended is
    /// listed as such, and what nobody needs of it deleted.
    /// </summary>
    Task WakeAsync();

    /// <summary>
    /// Deletes what is stored of the job, its model too, which it reads for that; false if it goes on.
    /// </summary>
    [ResponseTimeout("00:10:00")]
    Task<bool> ForgetAsync();

    /// <summary>Whoever waited for the job has its result: nothing need be kept but what is stored.</summary>
    Task ReleaseAsync();
}

/// <summary>What silos that read parts of a job's data need to know of the whole.</summary>
/// <param name="Bytes">As the job's <see cref="IJobSource"/> writes it.</param>
[GenerateSerializer, Immutable, Alias("petuum.facts")]
public sealed record JobFacts([property: Id(0)] byte[] Bytes);

/// <summary>All jobs of the cluster.</summary>
public interface IJobListGrain : IGrainWithIntegerKey
{
    /// <summary>Adds or updates a job's line; the oldest of too many are forgotten after that.</summary>
    Task PutAsync(JobLine line);

    /// <summary>Drops a job's line.</summary>
    Task DropAsync(string id);

    /// <summary>All jobs, the oldest first.</summary>
    Task<JobLine[]> GetAsync();
}

/// <summary>A line of the list of jobs.</summary>
/// <param name="Id">The id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">What it does, or how it ended, in a word.</param>
[GenerateSerializer, Immutable, Alias("petuum.job-line")]
public sealed record JobLine(
    [property: Id(0)] string Id, [property: Id(1)] string Name, [property: Id(2)] string State)
{
    /// <summary>The state of a job that goes on.</summary>
    public const string Running = "running";
}

/// <summary>What is new of a job.</summary>
[GenerateSerializer, Immutable, Alias("petuum.news")]
public sealed record JobNews
{
    /// <summary>The position after these news.</summary>
    [Id(0)]
    public long Position { get; init; }

    /// <summary>Events and evaluations since then, in order.</summary>
    [Id(1)]
    public NewsItem[] Items { get; init; } = [];

    /// <summary>How the job ended; null while it goes on.</summary>
    [Id(2)]
    public JobEnding? Ending { get; init; }

    /// <summary>The job, so that somebody else can attach to it; null if there is no such job.</summary>
    [Id(3)]
    public JobDescription? Job { get; init; }
}

/// <summary>One thing that happened.</summary>
[GenerateSerializer, Immutable, Alias("petuum.news-item")]
public sealed record NewsItem
{
    /// <summary>The event.</summary>
    [Id(0)]
    public EventRecord Event { get; init; }

    /// <summary>The evaluation, if it was one.</summary>
    [Id(1)]
    public EvaluationRecord? Evaluation { get; init; }

    /// <summary>The clock it is about.</summary>
    internal int Clock => Event.ToEvent().Clock;

    /// <summary>Its place in the job's history.</summary>
    [Id(3)]
    public long Position { get; init; }

    /// <summary>A sentence for people, of failures and recoveries; empty otherwise.</summary>
    [Id(2)]
    public string Notice { get; init; } = "";
}

/// <summary>An <see cref="Evaluation"/> on the wire.</summary>
[GenerateSerializer, Immutable, Alias("petuum.evaluation")]
public sealed record EvaluationRecord
{
    /// <summary>A record of an evaluation.</summary>
    public EvaluationRecord(Evaluation evaluation)
    {
        (Objective, Gap) = (evaluation.Objective, evaluation.Gap);
        Names = [.. evaluation.Metrics.Select(metric => metric.Name)];
        Values = [.. evaluation.Metrics.Select(metric => metric.Value)];
    }

    [Id(0)]
    private double Objective { get; init; }

    [Id(1)]
    private double Gap { get; init; }

    [Id(2)]
    private string[] Names { get; init; }

    [Id(3)]
    private double[] Values { get; init; }

    /// <summary>The evaluation.</summary>
    public Evaluation ToEvaluation() =>
        new(Objective, Gap, [.. Names.Zip(Values, (name, value) => new Metric(name, value))]);
}

/// <summary>How a job ended.</summary>
[GenerateSerializer, Immutable, Alias("petuum.ending")]
public sealed record JobEnding
{
    /// <summary>The outcome; null if a machine failed.</summary>
    [Id(0)]
    public JobOutcome? Outcome { get; init; }

    /// <summary>The clock of the last evaluated model.</summary>
    [Id(1)]
    public int Clock { get; init; }

    /// <summary>Its evaluation; null if there was none.</summary>
    [Id(2)]
    public EvaluationRecord? Evaluation { get; init; }

    /// <summary>When, since the run began.</summary>
    [Id(3)]
    public long TimeMicros { get; init; }

    /// <summary>For people; empty if there is nothing to explain.</summary>
    [Id(4)]
    public string Explanation { get; init; } = "";

    /// <summary>The epoch whose model is to be fetched; null if there is none.</summary>
    [Id(6)]
    public int? ModelEpoch { get; init; }
}
