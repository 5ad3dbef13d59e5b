namespace Petuum.Lab.Grains;

/// <summary>
/// What watchers of a job are told, by position from 0. All evaluations and notices are kept; of the rest the latest,
/// for who comes late or falls behind.
/// </summary>
internal sealed class JobHistory
{
    private const int EventsMax = 1 << 17;
    private const int ItemsMax = 1 << 13;

    private readonly List<(long Position, NewsItem Item)> _items = [];
    private long _position;
    private int _events;
    private TaskCompletionSource _changed = New();

    /// <summary>Adds what happened.</summary>
    public void Add(IEnumerable<NewsItem> items)
    {
        foreach (NewsItem item in items)
        {
            _items.Add((++_position, item));
            _events += IsLasting(item) ? 0 : 1;
        }

        if (_events > EventsMax)
        {
            int surplus = _events - (EventsMax / 2);
            _events -= _items.RemoveAll(entry => !IsLasting(entry.Item) && surplus-- > 0);
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
        int first = _items.FindIndex(entry => entry.Position > position);
        List<(long Position, NewsItem Item)> found = first < 0
            ? []
            : _items.GetRange(first, Math.Min(ItemsMax, _items.Count - first));
        return new JobNews
        {
            Position = found.Count == 0 ? position : found[^1].Position,
            Items = [.. found.Select(entry => entry.Item)],
        };
    }

    /// <summary>Completes when something is added, or after a while.</summary>
    public Task ChangedAsync(TimeSpan atMost) => Task.WhenAny(_changed.Task, Task.Delay(atMost));

    private static bool IsLasting(NewsItem item) => item.Evaluation is not null || item.Notice.Length > 0;

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
