namespace Petuum.Lab.Core.Messages;

/// <summary>Numbers a machine's messages to each receiver from 0.</summary>
public sealed class Numbering(Endpoint self)
{
    private readonly Dictionary<Endpoint, long> _next = [];

    /// <summary>Addresses and numbers a message.</summary>
    public T Stamp<T>(T message, Endpoint to)
        where T : Message
    {
        long sequence = _next.GetValueOrDefault(to);
        _next[to] = sequence + 1;
        (message.From, message.To, message.Sequence) = (self, to, sequence);
        return message;
    }
}
