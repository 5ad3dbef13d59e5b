using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Threads;

/// <summary>A machine without a thread of its own: a shard, the scheduler, the job.</summary>
internal sealed class PassiveMachine(string name, Action<Message> handle)
{
    /// <summary>For messages about it.</summary>
    public string Name { get; } = name;

    /// <summary>What was sent to it.</summary>
    public Mailbox Mailbox { get; } = new(isOwned: false);

    /// <summary>Handles what there is; called by the one thread that took the machine.</summary>
    public void Run(Crew crew)
    {
        while (!crew.IsDisbanded && Mailbox.TryTake(out Message? message))
        {
            handle(message!);
        }
    }
}
