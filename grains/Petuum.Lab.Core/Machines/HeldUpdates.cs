using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Core.Machines;

/// <summary>
/// What a shard that applies on arrival holds back for its cuts: updates of rounds that do not belong to the next one,
/// in order of arrival.
/// </summary>
internal sealed class HeldUpdates(Cuts cuts, int writers)
{
    private readonly bool[] _hasRead = new bool[writers];
    private readonly int[] _unreplayed = new int[writers];
    private readonly List<(Update Update, int Writer)> _held = [];
    private readonly List<(Update Update, int Writer)> _ready = [];

    /// <summary>Takes an update if it must wait; its tick need not.</summary>
    public bool TryHold(Update update, int writer)
    {
        if (update.Clock < cuts.Next)
        {
            return false;
        }

        _held.Add((update, writer));
        if (!_hasRead[writer] && update.Changes.Count > 0)
        {
            _unreplayed[writer] = update.Clock;
        }

        return true;
    }

    /// <summary>
    /// The clock from which copies contain all that this reader does not replay on them: it keeps no changes that it
    /// sent before it first asked, for they would be here by then.
    /// </summary>
    public int OnRead(int reader)
    {
        _hasRead[reader] = true;
        return cuts.LastUpTo(_unreplayed[reader]);
    }

    /// <summary>Gives back those that need not wait any more. The list is valid until the next call.</summary>
    public IReadOnlyList<(Update Update, int Writer)> Release()
    {
        _ready.Clear();
        if (_held.Count > 0)
        {
            int next = cuts.Next;
            _ready.AddRange(_held.Where(held => held.Update.Clock < next));
            _held.RemoveAll(held => held.Update.Clock < next);
        }

        return _ready;
    }
}
