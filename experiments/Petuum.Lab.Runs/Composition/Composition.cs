using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Figures;
using Petuum.Lab.Simulation;
using Petuum.Lab.Specs;
using Petuum.Lab.Threads;

namespace Petuum.Lab.Runs;

/// <summary>The runtimes, a line each, and the writers of figures, and no other place names them all.</summary>
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

    private static readonly SortedDictionary<string, IRuntime> Runtimes = new(StringComparer.Ordinal)
    {
        [Simulated] = new LocalRuntime(run => new SimulatedCluster(run.Simulation)),
        [Threads] = new LocalRuntime(run =>
            new ThreadsCluster(new ThreadsOptions { Stragglers = Stragglers(run.Simulation) })),
        [Orleans] = new OrleansRuntime(),
    };

    /// <summary>The runtimes, in alphabetical order.</summary>
    public static IReadOnlyList<string> RuntimeNames => [.. Runtimes.Keys];

    /// <summary>The formats of figures, in alphabetical order.</summary>
    public static IReadOnlyList<string> FigureFormats => FigureWriter.Formats;

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

    /// <summary>A writer of figures.</summary>
    /// <param name="format">The file's ending: <c>svg</c>, <c>png</c>, <c>pdf</c>.</param>
    /// <param name="options">How large figures are.</param>
    /// <exception cref="SpecException">There is no such writer, or the machine lacks what it needs.</exception>
    public static IChartWriter CreateFigureWriter(string format, FigureOptions options)
    {
        if (!FigureFormats.Contains(format))
        {
            throw new SpecException(
                $"--figures {format}", 0, $"there are no '{format}' figures",
                $"use some of: {string.Join(", ", FigureFormats)}");
        }

        return FigureWriter.HasFonts
            ? new FigureWriter(format, options)
            : throw new SpecException(
                $"--figures {format}", 0, "this machine has no font to write a figure's words with",
                "install one, such as Liberation Sans or DejaVu Sans");
    }

    private static ComputeTime? Stragglers(SimulationOptions simulation) =>
        simulation.Stragglers is NoStragglers ? null : simulation.Stragglers.ComputeMicros;
}
