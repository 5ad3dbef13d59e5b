using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Experiments;

/// <summary>
/// What this build is made of. Optional parts join through one partial method each, compiled only in their
/// configuration
/// (DESIGN §2); without them, asking for a part is an error that names the configuration to build.
/// </summary>
public static partial class Composition
{
    /// <summary>The runtime in virtual time, which every build has.</summary>
    public const string Simulated = "simulated";

    /// <summary>The runtime of this machine's threads, which every build has too.</summary>
    public const string Threads = "threads";

    /// <summary>The runtime of silos, in the configurations Cluster and Full.</summary>
    public const string Orleans = "orleans";

    /// <summary>The runtime that <c>lab train</c> uses if none is asked for: this machine's threads.</summary>
    public const string DefaultForTraining = Threads;

    /// <summary>The chart format that every build has.</summary>
    public const string Svg = "svg";

    /// <summary>The chart format of the configuration Full.</summary>
    public const string Png = "png";

    private static readonly SortedDictionary<string, IRuntime> Runtimes = CreateRuntimes();

    private static readonly SortedDictionary<string, Func<IChartWriter>> ChartWriters = CreateChartWriters();

    /// <summary>The runtimes of this build, in alphabetical order.</summary>
    public static IReadOnlyList<string> RuntimeNames => [.. Runtimes.Keys];

    /// <summary>The chart formats of this build, in alphabetical order.</summary>
    public static IReadOnlyList<string> ChartFormats => [.. ChartWriters.Keys];

    /// <summary>A cluster for a run, in this process.</summary>
    /// <exception cref="SpecException">This build has no such runtime.</exception>
    public static ICluster CreateCluster(string runtime, ComposedRun run)
    {
        RequireRuntime(runtime);
        return Runtimes[runtime] is LocalRuntime local
            ? local.CreateCluster(run)
            : throw new InvalidOperationException($"'{runtime}' has to be opened first.");
    }

    /// <summary>Opens a runtime for the runs of a command.</summary>
    /// <exception cref="SpecException">This build has no such runtime, or it cannot be opened like this.</exception>
    /// <exception cref="RuntimeUnavailableException">The cluster cannot be reached.</exception>
    internal static Task<IRuntimeSession> OpenAsync(RuntimeRequest request, CancellationToken cancellation) =>
        RuntimeOf(request).OpenAsync(request, cancellation);

    /// <summary>Connects to the jobs of a running cluster.</summary>
    /// <exception cref="SpecException">This build has no runtime that keeps jobs.</exception>
    /// <exception cref="RuntimeUnavailableException">The cluster cannot be reached.</exception>
    internal static Task<IJobDirectory> ConnectAsync(RuntimeRequest request, CancellationToken cancellation) =>
        RuntimeOf(request).ConnectAsync(request, cancellation);

    private static IRuntime RuntimeOf(RuntimeRequest request)
    {
        RequireRuntime(request.Name);
        return Runtimes[request.Name];
    }

    /// <summary>Refuses a runtime that this build lacks, before anything is read.</summary>
    /// <exception cref="SpecException">This build has no such runtime.</exception>
    public static void RequireRuntime(string runtime)
    {
        if (!Runtimes.ContainsKey(runtime))
        {
            string has = $"use one of: {string.Join(", ", Runtimes.Keys)}";
            throw new SpecException($"--runtime {runtime}", 0, $"this build has no '{runtime}' runtime", runtime switch
            {
                Orleans => $"build with LAB_CONFIGURATION=Cluster, or {has}",
                _ => has,
            });
        }
    }

    /// <summary>A writer of charts.</summary>
    /// <param name="format">The file's ending: <c>svg</c>, or in Full <c>png</c>.</param>
    /// <exception cref="SpecException">This build has no such writer, or the machine lacks what it needs.</exception>
    public static IChartWriter CreateChartWriter(string format)
    {
        if (ChartWriters.TryGetValue(format, out Func<IChartWriter>? create))
        {
            return create();
        }

        string has = $"use one of: {string.Join(", ", ChartWriters.Keys)}";
        throw new SpecException(
            $"--charts {format}", 0, $"this build writes no '{format}' charts",
            format == Png ? $"build with LAB_CONFIGURATION=Full, or {has}" : has);
    }

    /// <summary>Adds the Orleans runtime; implemented in the Cluster configuration.</summary>
    static partial void AddOrleans(SortedDictionary<string, IRuntime> runtimes);

    /// <summary>Adds charts as PNG; implemented in the Full configuration.</summary>
    static partial void AddScottPlot(SortedDictionary<string, Func<IChartWriter>> writers);

    private static SortedDictionary<string, IRuntime> CreateRuntimes()
    {
        SortedDictionary<string, IRuntime> runtimes = new(StringComparer.Ordinal)
        {
            [Simulated] = new LocalRuntime(run => new SimulatedCluster(run.Simulation)),
            [Threads] = new LocalRuntime(run =>
                new ThreadsCluster(new ThreadsOptions { Stragglers = Stragglers(run.Simulation) })),
        };
        AddOrleans(runtimes);
        return runtimes;
    }

    private static ComputeTime? Stragglers(SimulationOptions simulation) =>
        simulation.Stragglers is NoStragglers ? null : simulation.Stragglers.ComputeMicros;

    private static SortedDictionary<string, Func<IChartWriter>> CreateChartWriters()
    {
        SortedDictionary<string, Func<IChartWriter>> writers = new(StringComparer.Ordinal);
        AddScottPlot(writers);
        return writers;
    }
}
