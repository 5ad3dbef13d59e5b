using Orleans.TestingHost;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Runs;
using Petuum.Lab.Specs;
using Petuum.Lab.Testing.Naive;
using Petuum.Lab.Tests.Tidy;

namespace Petuum.Lab.Grains.Tests.Lab;

/// <summary>Three silos that open specs' jobs, whose units take milliseconds, and which wait before they end.</summary>
public sealed class SlowSpecSilos() : TestSilos(3, source: Source)
{
    /// <summary>What the silos open jobs with.</summary>
    internal static SlowSource Source { get; } = new(new SpecJobSource(Repository.Path("datasets/samples")));

    /// <summary>Counts what is opened by parts.</summary>
    internal sealed class SlowSource(IJobSource specs) : IJobSource
    {
        /// <summary>Workers compute no further until they may.</summary>
        public const int WaitsAt = 100;

        private int _parts;

        public ManualResetEventSlim MayEnd { get; } = new();

        public int Parts => Volatile.Read(ref _parts);

        public JobSetup Open(JobDescription job) => Slow(specs.Open(job));

        public JobSetup OpenPart(JobDescription job, ReadOnlyMemory<byte> facts)
        {
            Interlocked.Increment(ref _parts);
            return Slow(specs.OpenPart(job, facts));
        }

        private JobSetup Slow(JobSetup setup) => setup with
        {
            Compute = (_, clock, _, _, _, took) =>
            {
                Assert.True(clock < WaitsAt || MayEnd.Wait(TimeSpan.FromMinutes(1)));
                return took + 3_000;
            },
        };
    }
}

/// <summary>Silos die whose workers have nothing but their part of the data.</summary>
public sealed class PartRecoveryTests(SlowSpecSilos silos) : IClassFixture<SlowSpecSilos>
{
    private const int Clocks = SlowSpecSilos.SlowSource.WaitsAt + 20;

    /// <summary>The silo that has all the data, or one that has parts.</summary>
    [Theory]
    [InlineData("{name: kmeans, clusters: 6, share: 0.5}", true)]
    [InlineData("{name: kmeans, clusters: 6, share: 0.5}", false)]
    [InlineData("{name: sparse-coding, rank: 3, lambda: 0.1, share: 0.5}", true)]
    public async Task Model_IsTheSameToTheBit_WhenASiloDies(string program, bool isTheJobs)
    {
        SlowSpecSilos.Source.MayEnd.Reset();
        ComposedRun run = Compose(program);
        JobDescription job = JobText.Describe(run) with { CutEvery = 10 };
        IJobGrain grain = silos.Silos.Client.GetGrain<IJobGrain>(job.Id);
        Task<JobResult> end = new OrleansCluster(silos.Silos.Client, (_, _) => new SubmittedJob(job))
            .RunAsync(run.Plan, NullObserver.Instance, CancellationToken.None);
        await TestSilos.UntilAsync(() => silos.RecordOf(job.Id).State!.Cut is not null);
        int opened = SlowSpecSilos.Source.Parts;
        await KillAsync(await LeaderAsync(grain), isTheJobs);
        SlowSpecSilos.Source.MayEnd.Set();
        JobResult result = await end.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal((JobOutcome.Completed, Clocks), (result.Outcome, result.Clock));
        Assert.True(silos.RecordOf(job.Id).State!.Epoch > 1, "the death came too late to be noticed");
        Assert.True(SlowSpecSilos.Source.Parts > opened, "who went on did not open the job by parts");
        Assert.Equal(Models.ToBytes(SequentialBsp.Run(run.Plan)), Models.ToBytes(result.Model!));
    }

    private static ComposedRun Compose(string program)
    {
        string text =
            $$"""
            name: parts
            program: {{program}}
            data: {file: a9a-1000.libsvm}
            cluster: {workers: 4, shards: 3}
            consistency: {policy: bsp}
            stop: {clocks: {{Clocks}}}
            seeds: [1]

            """;
        SpecFile file = SpecReader.Parse(text, Repository.Path("datasets/samples/parts.yaml"));
        return new Composer(file.Folder).Compose(Sweep.Expand(file)[0], Composition.Orleans);
    }

    private Task<SiloAddress?> LeaderAsync(IJobGrain grain) =>
        silos.Silos.Client.GetGrain<IManagementGrain>(0).GetActivationAddress(grain).AsTask();

    private async Task KillAsync(SiloAddress? leader, bool isTheJobs)
    {
        InProcessSiloHandle silo =
            silos.Silos.Silos.First(other => other.SiloAddress.Equals(leader) == isTheJobs);
        await silos.Silos.KillSiloAsync(silo);
        await silos.Silos.StartAdditionalSiloAsync();
    }
}
