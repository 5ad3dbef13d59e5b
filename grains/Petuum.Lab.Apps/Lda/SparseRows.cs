using Petuum.Lab.Core.Programs;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// Working copies of some words' sparse rows: pairs of topic and count, with room for the topics that the words' own
/// tokens may add. Entries that become 0 stay until the next load.
/// </summary>
internal sealed class SparseRows(int topics)
{
    private readonly int[] _change = new int[topics];
    private int[] _start = [];
    private int[] _length = [];
    private int[] _topic = [];
    private int[] _count = [];

    /// <summary>Copies rows as a view has them, the reads 0, 1, ….</summary>
    /// <param name="rows">The view.</param>
    /// <param name="tokens">How many tokens each word has here.</param>
    public void Load(RowView rows, ReadOnlySpan<int> tokens)
    {
        Grow(ref _start, tokens.Length + 1);
        Grow(ref _length, tokens.Length);
        int next = 0;
        for (int word = 0; word < tokens.Length; word++)
        {
            _start[word] = next;
            _length[word] = rows.Sparse<int>(word, out _).Length;
            next += Math.Min(topics, _length[word] + tokens[word]);
        }

        _start[tokens.Length] = next;
        Grow(ref _topic, next);
        Grow(ref _count, next);
        for (int word = 0; word < tokens.Length; word++)
        {
            rows.Sparse<int>(word, out ReadOnlySpan<int> columns).CopyTo(_count.AsSpan(_start[word]));
            columns.CopyTo(_topic.AsSpan(_start[word]));
        }
    }

    /// <summary>The topics of a row, in no order.</summary>
    public ReadOnlySpan<int> TopicsOf(int word) => _topic.AsSpan(_start[word], _length[word]);

    /// <summary>The count of each of <see cref="TopicsOf"/>.</summary>
    public ReadOnlySpan<int> CountsOf(int word) => _count.AsSpan(_start[word], _length[word]);

    /// <summary>Adds to a count.</summary>
    public void Add(int word, int topic, int by)
    {
        int place = TopicsOf(word).IndexOf(topic);
        if (place < 0)
        {
            place = _length[word]++;
            _topic[_start[word] + place] = topic;
            _count[_start[word] + place] = 0;
        }

        _count[_start[word] + place] += by;
    }

    /// <summary>Commits what has changed since the load.</summary>
    public void Commit(int word, int row, RowView rows, PushOutput output)
    {
        ReadOnlySpan<int> before = rows.Sparse<int>(word, out ReadOnlySpan<int> columns);
        for (int entry = 0; entry < before.Length; entry++)
        {
            _change[columns[entry]] = -before[entry];
        }

        ReadOnlySpan<int> own = TopicsOf(word);
        for (int entry = 0; entry < own.Length; entry++)
        {
            int change = _change[own[entry]] + _count[_start[word] + entry];
            _change[own[entry]] = 0;
            if (change != 0)
            {
                output.Increment(LdaTables.Words, row, own[entry], change);
            }
        }
    }

    private static void Grow(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, 2 * array.Length));
        }
    }
}
