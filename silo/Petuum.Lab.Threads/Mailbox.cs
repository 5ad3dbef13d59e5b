using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Threads;

/// <summary>
/// What was sent to a machine. One thread at a time owns the machine: who posts to a mailbox that nobody owns must see
/// to it that somebody does; the owner gives it up by finding it empty.
/// </summary>
internal sealed class Mailbox(bool isOwned)
{
    private readonly Lock _gate = new();
    private readonly Queue<Message> _messages = new();
    private volatile int _count;
    private bool _isOwned = isOwned;

    /// <summary>True if there was something a moment ago.</summary>
    public bool HasMessages => _count > 0;

    /// <summary>Adds a message; true if nobody owned the machine: now the caller answers for it.</summary>
    public bool Post(Message message)
    {
        lock (_gate)
        {
            _messages.Enqueue(message);
            _count = _messages.Count;
            bool wasOwned = _isOwned;
            _isOwned = true;
            return !wasOwned;
        }
    }

    /// <summary>Takes the oldest message; false gives the machine up.</summary>
    public bool TryTake(out Message? message)
    {
        lock (_gate)
        {
            _isOwned = _messages.TryDequeue(out message);
            _count = _messages.Count;
            return _isOwned;
        }
    }
}
