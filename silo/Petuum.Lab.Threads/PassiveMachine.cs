using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Threads;

/// <summary>A machine without a thread of its own: a shard, the scheduler, the job.</summary>
internal sealed class PassiveMachine(string name, Action<Message> handle)
{
    private const int MessagesMax = 64;

    /// <summary>For messages about it.</summary>
    public string Name { get; } = name;

    /// <summary>What was sent to it.</summary>
    public Mailbox Mailbox { get; } = new(isOwned: false);

    /// <summary>
    /// Handles what there is, called by the one thread that took the machine; after some messages it is offered anew,
    /// so that the thread's own machine has its turn.
    /// </summary>
    public void Run(Crew crew)
    {
        for (int handled = 0; handled < MessagesMax; handled++)
        {
            if (crew.IsDisbanded || !Mailbox.TryTake(out Message? message))
            {
                return;
            }

            handle(message!);
        }

        crew.Offer(this);
    }
}
