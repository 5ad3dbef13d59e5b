using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Grains;

/// <summary>
/// Messages from one machine to another. Within a silo the receiver gets this very object and owns the messages once
/// it has taken them; between silos it gets a copy, and the sender keeps its own to send again until they are
/// acknowledged.
/// </summary>
public sealed class Parcel(IReadOnlyList<Message> messages)
{
    private int _isTaken;

    /// <summary>The messages.</summary>
    public IReadOnlyList<Message> Messages { get; } = messages;

    /// <summary>Bytes of the messages' rows.</summary>
    public long Bytes => Messages.Sum(CallSizes.OfMessage);

    /// <summary>A parcel without messages, which asks whether there is room for others.</summary>
    public static Parcel Question { get; } = new([]);

    /// <summary>Makes the caller the messages' owner; false if they have one already.</summary>
    public bool TryTake() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    /// <summary>Returns messages that nobody took to the pool.</summary>
    public void ReleaseIfNotTaken()
    {
        if (!TryTake())
        {
            return;
        }

        foreach (Message message in Messages)
        {
            message.Release();
        }
    }
}
