using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Simulation;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Tests.Contract;

/// <summary>The contract in virtual time.</summary>
public sealed class SimulatedClusterTests : ClusterContract
{
    protected override ICluster CreateCluster(ulong seed) => new SimulatedCluster(Toys.Options with
    {
        Network = Toys.Options.Network with { Latency = new UniformLatency(1, 500), Ordered = false },
        Seed = new Seed(seed),
    });
}

/// <summary>The contract on threads, and what only threads do.</summary>
public sealed class ThreadsClusterTests : ClusterContract
{
    protected override ICluster CreateCluster(ulong seed) => new ThreadsCluster(new ThreadsOptions());

    [Fact]
    public void Failure_NamesWorkerRoundAndUnit()
    {
        JobPlan plan = Toys.Plan(new FailingProgram(), new Ssp(1), workers: 3, clocks: 20) with { UnitsPerRound = 2 };
        MachineFailedException failure = Assert.Throws<MachineFailedException>(() => Run(plan));
        Assert.Equal("worker 1 in round 7, work unit 0, failed: worker 1 gives up in round 7", failure.Message);
    }

    [Fact]
    public async Task Straggler_SleepsForWhatTheModelAdds()
    {
        List<(int Worker, int Clock)> asked = [];
        ThreadsCluster cluster = new(new ThreadsOptions
        {
            Stragglers = (worker, clock, _, nominal) =>
            {
                lock (asked)
                {
                    asked.Add((worker.Index, clock));
                }

                return worker.Index == 1 ? nominal + 5_000 : nominal;
            },
        });
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(0), workers: 2, clocks: 10);
        JobResult result = await cluster.RunAsync(plan, NullObserver.Instance, CancellationToken.None);
        Assert.True(result.TimeMicros >= 50_000, $"ten rounds with 5 ms of sleep took {result.TimeMicros} µs.");
        Assert.Equal(20, asked.Distinct().Count());
    }

    [Fact]
    public async Task Straggler_IsWokenWhenTheRunIsCancelled()
    {
        using CancellationTokenSource source = new();
        ThreadsCluster cluster = new(new ThreadsOptions { Stragglers = (_, _, _, _) => 3_600_000_000 });
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(0), workers: 2, clocks: 10);
        Task<JobResult> run = cluster.RunAsync(plan, NullObserver.Instance, source.Token);
        await source.CancelAsync();
        Assert.Equal(JobOutcome.Cancelled, (await run).Outcome);
    }

    [Fact]
    public void ValueBoundAndManagedCommunication_AreRefused()
    {
        JobPlan plan = Toys.Plan(new TouchProgram(4, 1, work: 5), new Ssp(1), workers: 2, clocks: 5);
        Assert.Throws<PlanException>(() => Run(plan with { Consistency = [new Vap(1)] }));
        Assert.Throws<PlanException>(() => Run(plan with
        {
            Communication = new ManagedCommunication(1, 1, 1, CommunicationPriority.Random, new Seed(1)),
        }));
    }
}
