using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Runs;

/// <summary>
/// What one member of the cluster did since the run began; times are microseconds of the runtime's own clock.
/// </summary>
internal readonly record struct MemberAccount(
    long Rounds,
    long Samples,
    long ComputeMicros,
    long WaitMicros,
    long SendMicros,
    long MessagesSent,
    long MessagesReceived,
    long BytesSent,
    long BytesReceived)
{
    /// <summary>Adds two members.</summary>
    public static MemberAccount operator +(MemberAccount left, MemberAccount right) => new(
        left.Rounds + right.Rounds,
        left.Samples + right.Samples,
        left.ComputeMicros + right.ComputeMicros,
        left.WaitMicros + right.WaitMicros,
        left.SendMicros + right.SendMicros,
        left.MessagesSent + right.MessagesSent,
        left.MessagesReceived + right.MessagesReceived,
        left.BytesSent + right.BytesSent,
        left.BytesReceived + right.BytesReceived);

    /// <summary>The member's line of <c>workers.csv</c>.</summary>
    public WorkerRecord ToRecord(string role, int index) => new()
    {
        Role = role,
        Index = index,
        Clocks = (int)Rounds,
        ComputeSeconds = Seconds(ComputeMicros),
        WaitSeconds = Seconds(WaitMicros),
        SendSeconds = Seconds(SendMicros),
        MessagesSent = MessagesSent,
        MessagesReceived = MessagesReceived,
        BytesSent = BytesSent,
        BytesReceived = BytesReceived,
    };

    /// <summary>Microseconds as seconds.</summary>
    public static double Seconds(long micros) => micros / 1e6;
}

/// <summary>A runtime's books, read while the run goes on.</summary>
internal interface IRunAccounts
{
    /// <summary>The account of a worker, a shard or the scheduler up to now.</summary>
    MemberAccount this[Endpoint member] { get; }
}

/// <summary>The books of a simulated cluster.</summary>
internal sealed class SimulatedAccounts(SimulatedCluster cluster) : IRunAccounts
{
    /// <inheritdoc/>
    public MemberAccount this[Endpoint member]
    {
        get
        {
            MachineAccount account = cluster.Accounting[member];
            return new MemberAccount(
                account.Rounds,
                account.Samples,
                account.ComputeMicros,
                account.WaitMicrosTotal,
                account.SendMicros,
                account.MessagesSent,
                account.MessagesReceived,
                account.BytesSent,
                account.BytesReceived);
        }
    }
}
