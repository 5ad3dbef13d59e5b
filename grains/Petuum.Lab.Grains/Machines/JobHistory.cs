namespace Petuum.Lab.Grains;

/// <summary>
/// What watchers of a job are told, in order. All evaluations and notices are kept; of the rest the latest, for who
/// comes late or falls behind. Positions of a later epoch are larger than any of an earlier one.
/// </summary>
internal sealed class JobHistory
{
    private const int EventsMax = 1 << 17;
    private const int ItemsMax = 1 << 13;

    private readonly List<NewsItem> _items = [];
    private long _position;
    private int _events;
    private TaskCompletionSource _changed = New();

    /// <summary>What is kept of the history when the job is stored.</summary>
    public NewsItem[] Lasting => [.. _items.Where(IsLasting)];

    /// <summary>Goes on from what was stored.</summary>
    public void Restore(IEnumerable<NewsItem> lasting) => _items.AddRange(lasting);

    /// <summary>Another epoch begins.</summary>
    public void BeginEpoch(int epoch) => _position = (long)epoch << 32;

    /// <summary>Adds what happened.</summary>
    public void Add(IEnumerable<NewsItem> items)
    {
        foreach (NewsItem item in items)
        {
            _items.Add(item with { Position = ++_position });
            _events += IsLasting(item) ? 0 : 1;
        }

        if (_events > EventsMax)
        {
            int surplus = _events - (EventsMax / 2);
            _events -= _items.RemoveAll(item => !IsLasting(item) && surplus-- > 0);
        }

        Wake();
    }

    /// <summary>Adds a sentence for people.</summary>
    public void Note(string notice) => Add([new NewsItem { Notice = notice }]);

    /// <summary>Lets watchers look again.</summary>
    public void Wake()
    {
        _changed.TrySetResult();
        _changed = New();
    }

    /// <summary>What came after a position, at most a few thousand items.</summary>
    public JobNews After(long position)
    {
        int first = _items.FindIndex(item => item.Position > position);
        NewsItem[] found = first < 0
            ? []
            : [.. _items.GetRange(first, Math.Min(ItemsMax, _items.Count - first))];
        return new JobNews { Position = found.Length == 0 ? position : found[^1].Position, Items = found };
    }

    /// <summary>Completes when something is added, or after a while.</summary>
    public Task ChangedAsync(TimeSpan atMost) => Task.WhenAny(_changed.Task, Task.Delay(atMost));

    private static bool IsLasting(NewsItem item) => item.Evaluation is not null || item.Notice.Length > 0;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
