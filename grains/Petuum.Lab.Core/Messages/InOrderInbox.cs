namespace Petuum.Lab.Core.Messages;

/// <summary>
/// Restores the order of each sender's messages and drops duplicates: what a machine handles is exactly once and in
/// order, whatever the network did.
/// </summary>
public sealed class InOrderInbox
{
    private readonly Dictionary<Endpoint, Channel> _channels = [];

    /// <summary>Takes a message; false if it came too early (kept) or again (released).</summary>
    public bool Accept(Message message)
    {
        if (!_channels.TryGetValue(message.From, out Channel? channel))
        {
            channel = new Channel();
            _channels.Add(message.From, channel);
        }

        if (message.Sequence == channel.Next)
        {
            channel.Next++;
            return true;
        }

        if (message.Sequence < channel.Next || !channel.Early.TryAdd(message.Sequence, message))
        {
            message.Release();
        }

        return false;
    }

    /// <summary>The sender's next message, if it had come early; call until null after each accepted one.</summary>
    public Message? TakeNext(Endpoint sender)
    {
        Channel channel = _channels[sender];
        if (channel.Early.Count == 0 || !channel.Early.Remove(channel.Next, out Message? message))
        {
            return null;
        }

        channel.Next++;
        return message;
    }

    private sealed class Channel
    {
        public Dictionary<long, Message> Early { get; } = [];

        public long Next { get; set; }
    }
}
