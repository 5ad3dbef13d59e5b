using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>A job's data may take long to be read.</summary>
public sealed class ReadingTests
{
    private static JobPlan Plan => Toys.Plan(new EmptyProgram(), new Bsp(), workers: 2, clocks: 3);

    [Fact]
    public async Task Job_IsCancelled_WhileItsDataAreRead()
    {
        using SlowSource source = new();
        SlowlyReadingSilo silo = new(source);
        await silo.InitializeAsync();
        using CancellationTokenSource cancellation = new();
        Task<JobResult> run = silo.CreateCluster().RunAsync(Plan, NullObserver.Instance, cancellation.Token);
        await source.IsReading.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await cancellation.CancelAsync();
        JobResult result = await run.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((JobOutcome.Cancelled, -1), (result.Outcome, result.Clock));
        source.MayRead.Set();
        await silo.DisposeAsync();
    }

    private sealed class SlowlyReadingSilo(IJobSource source) : TestSilos(1, source: source);

    private sealed class SlowSource : IJobSource, IDisposable
    {
        public TaskCompletionSource IsReading { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim MayRead { get; } = new();

        public JobSetup Open(JobDescription job)
        {
            IsReading.TrySetResult();
            MayRead.Wait(TimeSpan.FromMinutes(2));
            return new JobSetup(Plan);
        }

        public void Dispose() => MayRead.Dispose();
    }
}
