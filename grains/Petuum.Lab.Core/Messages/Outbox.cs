using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Core.Messages;

/// <summary>Where a machine puts what it wants done; a runtime implements it.</summary>
public abstract class Outbox
{
    /// <summary>Sends a message; From and To are set, the runtime owns it from now on.</summary>
    public abstract void Send(Message message);

    /// <summary>What was sent is to leave now: the machine goes on computing. By default it has left already.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>
    /// The machine computes for <paramref name="work"/> units; the runtime calls its <c>OnComputed</c> when that is
    /// over.
    /// A machine computes one thing at a time.
    /// </summary>
    public abstract void Compute(Endpoint machine, int clock, long work);

    /// <summary>
    /// The machine's state at a cut that it agreed to, to be taken now or later; it may come before <c>OfferCut</c> has
    /// returned. By default it is thrown away.
    /// </summary>
    public virtual void Save(Endpoint machine, int clock, CutState state) => state.Dispose();

    /// <summary>Tells the observers; the runtime adds the time.</summary>
    public abstract void Emit(in RunEvent happened);
}
