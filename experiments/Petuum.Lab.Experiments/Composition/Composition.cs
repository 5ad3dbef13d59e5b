using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Charts.Svg;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.ScottPlot;
using Petuum.Lab.Experiments.Specs;
using Petuum.Lab.Simulation;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Experiments;

/// <summary>The runtimes and the writers of charts: a line each, and no other place names them all.</summary>
public static class Composition
{
    /// <summary>The runtime in virtual time.</summary>
    public const string Simulated = "simulated";

    /// <summary>The runtime of this machine's threads.</summary>
    public const string Threads = "threads";

    /// <summary>The runtime of silos.</summary>
    public const string Orleans = "orleans";

    /// <summary>The runtime that <c>lab train</c> uses if none is asked for: this machine's threads.</summary>
    public const string DefaultForTraining = Threads;

    /// <summary>Charts for pages and papers.</summary>
    public const string Svg = "svg";

    /// <summary>Charts for slides.</summary>
    public const string Png = "png";

    private static readonly SortedDictionary<string, IRuntime> Runtimes = new(StringComparer.Ordinal)
    {
        [Simulated] = new LocalRuntime(run => new SimulatedCluster(run.Simulation)),
        [Threads] = new LocalRuntime(run =>
            new ThreadsCluster(new ThreadsOptions { Stragglers = Stragglers(run.Simulation) })),
        [Orleans] = new OrleansRuntime(),
    };

    private static readonly SortedDictionary<string, Func<IChartWriter>> ChartWriters =
        new(StringComparer.Ordinal)
        {
            [Svg] = () => new SvgChartWriter(),
            [Png] = CreatePng,
        };

    /// <summary>The runtimes, in alphabetical order.</summary>
    public static IReadOnlyList<string> RuntimeNames => [.. Runtimes.Keys];

    /// <summary>The chart formats, in alphabetical order.</summary>
    public static IReadOnlyList<string> ChartFormats => [.. ChartWriters.Keys];

    /// <summary>A cluster for a run, in this process.</summary>
    /// <exception cref="SpecException">There is no such runtime.</exception>
    public static ICluster CreateCluster(string runtime, ComposedRun run)
    {
        RequireRuntime(runtime);
        return Runtimes[runtime] is LocalRuntime local
            ? local.CreateCluster(run)
            : throw new InvalidOperationException($"'{runtime}' has to be opened first.");
    }

    /// <summary>Opens a runtime for the runs of a command.</summary>
    /// <exception cref="SpecException">There is no such runtime, or it cannot be opened like this.</exception>
    /// <exception cref="RuntimeUnavailableException">The cluster cannot be reached.</exception>
    internal static Task<IRuntimeSession> OpenAsync(RuntimeRequest request, CancellationToken cancellation) =>
        RuntimeOf(request).OpenAsync(request, cancellation);

    /// <summary>Connects to the jobs of a running cluster.</summary>
    /// <exception cref="SpecException">The runtime keeps no jobs.</exception>
    /// <exception cref="RuntimeUnavailableException">The cluster cannot be reached.</exception>
    internal static Task<IJobDirectory> ConnectAsync(RuntimeRequest request, CancellationToken cancellation) =>
        RuntimeOf(request).ConnectAsync(request, cancellation);

    private static IRuntime RuntimeOf(RuntimeRequest request)
    {
        RequireRuntime(request.Name);
        return Runtimes[request.Name];
    }

    /// <summary>Refuses a runtime that there is not, before anything is read.</summary>
    /// <exception cref="SpecException">There is no such runtime.</exception>
    public static void RequireRuntime(string runtime)
    {
        if (!Runtimes.ContainsKey(runtime))
        {
            throw new SpecException(
                $"--runtime {runtime}", 0, $"there is no '{runtime}' runtime",
                $"use one of: {string.Join(", ", Runtimes.Keys)}");
        }
    }

    /// <summary>A writer of charts.</summary>
    /// <param name="format">The file's ending: <c>svg</c>, <c>png</c>.</param>
    /// <exception cref="SpecException">There is no such writer, or the machine lacks what it needs.</exception>
    public static IChartWriter CreateChartWriter(string format)
    {
        if (ChartWriters.TryGetValue(format, out Func<IChartWriter>? create))
        {
            return create();
        }

        throw new SpecException(
            $"--charts {format}", 0, $"there are no '{format}' charts",
            $"use one of: {string.Join(", ", ChartWriters.Keys)}");
    }

    private static ComputeTime? Stragglers(SimulationOptions simulation) =>
        simulation.Stragglers is NoStragglers ? null : simulation.Stragglers.ComputeMicros;

    private static ScottPlotChartWriter CreatePng() => ScottPlotChartWriter.HasFonts
        ? new ScottPlotChartWriter()
        : throw new SpecException(
            $"--charts {Png}", 0, "this machine has no font to write a chart's words with",
            $"install one, such as Liberation Sans or DejaVu Sans, or use --charts {Svg}");
}
