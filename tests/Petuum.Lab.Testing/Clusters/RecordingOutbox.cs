using Petuum.Lab.Core;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Testing.Clusters;

/// <summary>Keeps what one machine does: for tests that play all its partners.</summary>
public sealed class RecordingOutbox : Outbox
{
    /// <summary>Messages sent and not taken.</summary>
    public List<Message> Sent { get; } = [];

    /// <summary>Events, without their payloads.</summary>
    public List<RunEvent> Events { get; } = [];

    /// <summary>States saved, taken at once.</summary>
    public List<(Endpoint Machine, int Clock, IReadOnlyList<byte[]> State)> Saved { get; } = [];

    /// <summary>Computations that were announced.</summary>
    public int Computes { get; private set; }

    /// <inheritdoc/>
    public override void Send(Message message) => Sent.Add(message);

    /// <inheritdoc/>
    public override void Compute(Endpoint machine, int clock, long work) => Computes++;

    /// <inheritdoc/>
    public override void Save(Endpoint machine, int clock, CutState state)
    {
        List<byte[]> pieces = [];
        while (state.TryTake(out ReadOnlyMemory<byte> piece))
        {
            pieces.Add(piece.ToArray());
        }

        Saved.Add((machine, clock, pieces));
    }

    /// <inheritdoc/>
    public override void Emit(in RunEvent happened) => Events.Add(happened with { Payload = null });

    /// <summary>Messages of a type, oldest first; they are taken out.</summary>
    public IReadOnlyList<TMessage> Take<TMessage>()
        where TMessage : Message
    {
        List<TMessage> taken = [.. Sent.OfType<TMessage>()];
        Sent.RemoveAll(message => message is TMessage);
        return taken;
    }
}
