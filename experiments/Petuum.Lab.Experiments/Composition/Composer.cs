using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Machines;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;
using Petuum.Lab.Experiments.Models;
using Petuum.Lab.Experiments.Own;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Experiments.Specs.Validation;
using Petuum.Lab.Simulation;

namespace Petuum.Lab.Experiments;

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
    internal LoadedData Load(RunSpec spec) => _loader.Load(spec.Data, spec.Program.DataKind);

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
            IProgram program = CreateProgram(run.Spec, data, seed, Start);
            Check(run, new RunFacts(folder) { Runtime = runtime, Rows = program.Tables.Max(table => table.Rows) });
            JobPlan plan = PlanOf(run.Spec, program, seed, runtime);
            return new ComposedRun(plan.Validated(), CreateCluster(run, seed), data)
            {
                Case = run,
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
            run.Spec, seed.Split("program"), facts, _loader.Open,
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
    /// if it is not about Lasso. Takes some passes over the data.
    /// </summary>
    public double? SafeParallelism(RunCase run) =>
        Compose(run).Plan.Program is LassoProgram lasso ? lasso.ShotgunSafeParallelism() : null;

    /// <summary>The policy of a table.</summary>
    public static ConsistencyPolicy PolicyOf(ConsistencySpec consistency, string table)
    {
        PolicySpec policy = consistency.Tables.FirstOrDefault(own => own.Table == table)?.Policy ?? consistency;
        return policy switch
        {
            { Policy: PolicyName.Bsp } => new Bsp(),
            { Policy: PolicyName.Ssp, Staleness.Bound: { } bound } => new Ssp(bound),
            { Policy: PolicyName.Essp, Staleness.Bound: { } bound } => new Essp(bound),
            { Policy: PolicyName.Vap, V0: { } bound } => new Vap(bound),
            _ => new Asp(),
        };
    }

    private static void Check(RunCase run, RunFacts facts)
    {
        if (SpecValidators.Find(run.Spec, facts) is { } found)
        {
            throw run.Error(found.Key, found.Problem, found.Remedy);
        }
    }

    private IProgram CreateProgram(RunSpec spec, LoadedData data, Seed seed, SavedModel? start) =>
        spec.Program switch
        {
            LassoSpec lasso => new LassoProgram(data.Rows!, new LassoOptions
            {
                Lambda = lasso.Lambda,
                LambdaRatio = lasso.LambdaRatio,
                Parallelism = lasso.Parallelism,
                Scheduling = Scheduling(lasso.Schedule),
                Standardize = lasso.Standardize,
                ChangeTolerance = lasso.ChangeTolerance,
            }, start is null ? null : WarmStart.Coefficients(start, lasso, data)),
            MfSpec mf => new MfProgram(
                data.Ratings!,
                data.TestRatings,
                OptionsOf(mf),
                seed.Split("program"),
                start is null ? null : WarmStart.Factors(start, mf)),
            LdaSpec lda => new LdaProgram(
                data.Documents!,
                OptionsOf(lda),
                seed.Split("program"),
                start is null ? null : WarmStart.Topics(start, lda, data)),
            LinearSpec linear => new LinearProgram(
                data.Rows!,
                linear.Loss,
                LinearOptionsOf(linear, spec.Consistency) with
                {
                    Initial = start is null ? default : WarmStart.Coefficients(start, linear, data),
                }),
            ClassProgramSpec or ForestSpec => ClassPrograms.Create(spec, data, seed.Split("program"), start),
            OwnSpec own => OwnProgram.Load(own.Type, folder).Create(data.Rows!, own.Options, seed.Split("program")),
            MedLdaSpec medlda => Create(medlda, data, seed.Split("program"), start),
            SvmSpec svm => Create(svm, data, start),
            BatchSpec batch => BatchPrograms.Create(batch, spec.Consistency, data, seed.Split("program"), start),
            _ => throw new InvalidOperationException($"'{spec.Program.Name}' is not a program."),
        };

    private static double StepOf(StepRule? rule) =>
        rule == StepRule.AdaRevision ? MfOptions.RevisionStep : MfOptions.AdaptiveStep;

    /// <summary>The options of a matrix factorisation's spec.</summary>
    internal static MfOptions OptionsOf(MfSpec mf) => new()
    {
        Rank = mf.Rank,
        Lambda = mf.Lambda,
        Regularisation = mf.Regularisation,
        Step = mf.Step ?? StepOf(mf.StepRule),
        StepDecay = mf.StepDecay ?? 1,
        Share = mf.Share ?? 1,
        InitialScale = mf.InitialScale,
        Form = mf.Form ?? MfForm.DataParallel,
        StepRule = mf.StepRule ?? StepRule.Constant,
        Blocks = mf.Blocks,
        Chunks = mf.Chunks ?? 1,
        Passes = mf.Passes ?? 1,
        Alpha = mf.Alpha ?? MfOptions.ConfidenceSlope,
    };

    /// <summary>The options of a topic model's spec.</summary>
    internal static LdaOptions OptionsOf(LdaSpec lda) => new()
    {
        Topics = lda.Topics,
        Alpha = lda.Alpha,
        Beta = lda.Beta,
        Form = lda.Form,
        MhSteps = lda.MhSteps,
        Blocks = lda.Blocks,
    };

    /// <summary>Chains start afresh always.</summary>
    private static MedLdaProgram Create(MedLdaSpec medlda, LoadedData data, Seed seed, SavedModel? start)
    {
        WarmStart.RequireNone(start, medlda, "topics of tokens, which a model does not hold");
        return new MedLdaProgram(new MedLdaData(data.Rows!), medlda.Options, seed);
    }

    /// <summary>Dual variables start afresh always.</summary>
    private static SvmProgram Create(SvmSpec svm, LoadedData data, SavedModel? start)
    {
        WarmStart.RequireNone(start, svm, "dual variables, which a model does not hold");
        return new SvmProgram(data.Rows!, OptionsOf(svm));
    }

    /// <summary>The options of a support vector machine's spec.</summary>
    internal static SvmOptions OptionsOf(SvmSpec svm) =>
        new() { Cost = svm.Cost, Loss = svm.Loss, Bias = svm.Bias, Share = svm.Share };

    /// <summary>What workers read is the prediction: its staleness is what damping has to reckon with.</summary>
    private static LinearOptions LinearOptionsOf(LinearSpec linear, ConsistencySpec consistency) => new()
    {
        Lambda = linear.Lambda,
        LambdaRatio = linear.LambdaRatio,
        Staleness = PolicyOf(consistency, LinearTables.Names[LinearTables.Prediction.Index]).Staleness,
        WorkingSet = linear.WorkingSet,
        Screening = linear.Screening,
        ThresholdShare = linear.ThresholdShare,
        InnerTolerance = linear.InnerTolerance,
        PassesMax = linear.Passes,
        SweepsMax = linear.Sweeps,
        ExactEvaluation = linear.ExactEvaluation,
    };

    private static SchedulingOptions Scheduling(ScheduleSpec schedule)
    {
        SchedulingOptions published = SchedulingOptions.AsPublished(schedule.Policy);
        return published with
        {
            Stride = schedule.Stride ?? published.Stride,
            Weight = schedule.Weight ?? published.Weight,
            Eta = schedule.Eta ?? published.Eta,
            BaseFactor = schedule.BaseFactor ?? published.BaseFactor,
            CandidateFactor = schedule.CandidateFactor ?? published.CandidateFactor,
            Theta = schedule.Theta ?? published.Theta,
        };
    }

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
