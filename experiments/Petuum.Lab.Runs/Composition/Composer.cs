using Petuum.Lab.Apps.Descriptors;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Simulation;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Own;
using Petuum.Lab.Specs.Validation;

namespace Petuum.Lab.Runs;

/// <summary>
/// A run put together: what is run, and the simulated cluster it runs on if the runtime is the simulator.
/// </summary>
/// <param name="Plan">The plan, with program and seed inside.</param>
/// <param name="Simulation">The cluster in virtual time.</param>
/// <param name="Data">What is learnt from.</param>
public sealed record ComposedRun(JobPlan Plan, SimulationOptions Simulation, LoadedData Data)
{
    /// <summary>What it was composed from.</summary>
    public required RunCase Case { get; init; }

    /// <summary>What is known of its program.</summary>
    public required ProgramDescriptor Program { get; init; }

    /// <summary>Takes the fingerprint of its data; reads the files.</summary>
    public required Func<string> Fingerprint { get; init; }

    /// <summary>Whether it goes on from a saved model, which its spec does not name.</summary>
    public bool GoesOn { get; init; }
}

/// <summary>
/// Turns cases into plans. The run's seed decides learning and cluster; data come from the seed under <c>data</c>, so
/// that
/// all runs of a configuration learn from the same data. Usable from several threads.
/// </summary>
/// <param name="folder">What relative paths in specs start from.</param>
public sealed class Composer(string folder)
{
    private readonly DataLoader _loader = new(folder);

    /// <summary>Makes the global knowledge that VAP needs; null if this build has none.</summary>
    public Func<JobPlan, IValueGate>? Gate { get; init; }

    /// <summary>The model that the run goes on from; null to start afresh.</summary>
    internal SavedModel? Start { get; init; }

    /// <summary>The data of a spec, read or generated once.</summary>
    /// <exception cref="Petuum.Lab.Datasets.DataFormatException">A file is wrong.</exception>
    internal LoadedData Load(RunSpec spec) => _loader.Load(spec.Data, OwnPrograms.Resolve(spec.Program, folder).Data);

    /// <summary>Reads or generates the data and puts plan and cluster together; a fresh program each time.</summary>
    /// <param name="run">The run.</param>
    /// <param name="runtime">The runtime it is for.</param>
    /// <exception cref="SpecException">The run cannot mean anything with these data or this runtime.</exception>
    /// <exception cref="Petuum.Lab.Datasets.DataFormatException">A file is wrong.</exception>
    public ComposedRun Compose(RunCase run, string runtime = Composition.Simulated)
    {
        LoadedData data = Load(run.Spec);
        Check(run, new RunFacts(folder) { Runtime = runtime, Samples = data.Samples, Features = data.Features });
        Seed seed = new(run.Seed);
        try
        {
            ProgramChoice choice = OwnPrograms.Resolve(run.Spec.Program, folder);
            IProgram program = choice.Create(
                InputOf(run.Spec, data, seed.Split("program")) with { Start = Start });
            Check(run, new RunFacts(folder) { Runtime = runtime, Rows = program.Tables.Max(table => table.Rows) });
            JobPlan plan = PlanOf(run.Spec, program, seed, runtime);
            return new ComposedRun(plan.Validated(), CreateCluster(run, seed), data)
            {
                Case = run,
                Program = choice.Descriptor,
                Fingerprint = () => Fingerprint(run),
                GoesOn = Start is not null,
            };
        }
        catch (PlanException failure)
        {
            throw run.Error("", failure.Problem, failure.Remedy);
        }
    }

    /// <summary>
    /// What <see cref="ComposePart"/> needs where the data of a run are not all read; null if they have to be.
    /// </summary>
    /// <exception cref="Petuum.Lab.Datasets.DataFormatException">A file cannot be read again.</exception>
    public ReadOnlyMemory<byte>? FactsOf(ComposedRun run) => PartComposer.FactsOf(run, _loader.Open);

    /// <summary>The plan of a run, whose workers read their own parts of the data when they are made.</summary>
    /// <param name="run">The run.</param>
    /// <param name="facts">What <see cref="FactsOf"/> made where it was composed whole.</param>
    /// <exception cref="Petuum.Lab.Datasets.DataFormatException">A file is wrong.</exception>
    public JobPlan ComposePart(RunCase run, ReadOnlyMemory<byte> facts)
    {
        Seed seed = new(run.Seed);
        IProgram program = PartComposer.Compose(
            run.Spec, part => InputOf(run.Spec, part, seed.Split("program")), facts, _loader.Open,
            whole => Fingerprint(run) == whole
                ? Compose(run, Composition.Orleans).Plan.Program
                : throw PartLoader.OtherBytes("the data"));
        return PlanOf(run.Spec, program, seed, Composition.Orleans);
    }

    /// <summary>
    /// The fingerprint of every file that goes into a run, for its hash; <c>generated</c> where there is none, as the
    /// generator's options and seed are in the canonical spec.
    /// </summary>
    public string Fingerprint(RunCase run) => _loader.Fingerprint(run.Spec);

    /// <summary>
    /// Shotgun's bound on the parallelism of random scheduling, features / spectral radius, on the data of a run; null
    /// if its program has none. Takes some passes over the data.
    /// </summary>
    public double? SafeParallelism(RunCase run) =>
        run.Spec.Program.Descriptor.SafeParallelism(Compose(run).Plan.Program);

    /// <summary>The policy of a table.</summary>
    public static ConsistencyPolicy PolicyOf(ConsistencySpec consistency, string table) =>
        (consistency.Tables.FirstOrDefault(own => own.Table == table)?.Policy ?? consistency).Create();

    private static void Check(RunCase run, RunFacts facts)
    {
        if (SpecValidators.Find(run.Spec, facts) is { } found)
        {
            throw run.Error(found.Key, found.Problem, found.Remedy);
        }
    }

    private static ProgramInput InputOf(RunSpec spec, LoadedData data, Seed seed) => new()
    {
        Data = data,
        Seed = seed,
        Workers = spec.Cluster.Workers,
        Apply = spec.Apply,
        PolicyOf = table => PolicyOf(spec.Consistency, table),
    };

    private static JobPlan PlanOf(RunSpec spec, IProgram program, Seed seed, string runtime) => new()
    {
        Prefetches = runtime != Composition.Simulated,
        Program = program,
        Workers = spec.Cluster.Workers,
        Shards = spec.Cluster.Shards,
        Apply = spec.Apply,
        Consistency = [.. program.Tables.Select(table => PolicyOf(spec.Consistency, table.Name))],
        PipelineDepth = spec.PipelineDepth,
        UnitsPerRound = spec.UnitsPerRound,
        Communication = spec.Communication is { } managed
            ? new ManagedCommunication(
                Clusters.BytesPerSecond(managed.BandwidthMbps),
                (long)Math.Ceiling(managed.BurstKb * 1000),
                managed.Rows,
                managed.Priority,
                seed.Split("managed communication"))
            : null,
        EvaluateEvery = spec.EvaluateEvery,
        Stop = new StopRule(spec.Stop.Clocks, spec.Stop.Tolerance, spec.Stop.Objective, spec.Stop.DivergenceFactor),
        Seed = seed,
    };

    private SimulationOptions CreateCluster(RunCase run, Seed seed) => new()
    {
        Network = Clusters.Network(run.Spec.Cluster),
        Compute = new ComputeModel(run.Spec.Cluster.Compute.MicrosPerUnit, run.Spec.Cluster.Compute.MicrosPerRound),
        Stragglers = Clusters.Stragglers(run.Spec.Cluster, folder, seed.Split("stragglers")),
        Seed = seed.Split("network"),
        Gate = Gate,
    };
}
