using System.CommandLine;
using System.Globalization;
using Petuum.Lab.Runs;
using Runtimes = Petuum.Lab.Runs.Composition;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>The options that say where runs happen.</summary>
internal sealed class RuntimeOptions
{
    private const int SilosMax = 64;

    private readonly Option<string?> _runtime;
    private readonly GatewayOptions _gateway = new(isRequired: false);

    private readonly Option<string?> _testCluster = new("--test-cluster")
    {
        Description = "With --runtime orleans: start N silos in this process (1 if left out); network, compute time "
            + "and stragglers of the spec are injected.",
        HelpName = "N",
    };

    private readonly Option<string?> _cutEvery = new("--cut-every")
    {
        Description = "With --runtime orleans: silos store a run's state about every N clocks, to go on from if one "
            + "dies; by time if left out.",
        HelpName = "N",
    };

    /// <summary>Options whose runtime is <paramref name="standard"/> if none is named.</summary>
    public RuntimeOptions(string standard) =>
        _runtime = new Option<string?>("--runtime")
        {
            Description = "simulated, threads (this machine, wall time) or orleans (silos); "
                + $"{standard} if left out.",
            HelpName = "NAME",
            DefaultValueFactory = _ => standard,
        };

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_runtime, _testCluster, _cutEvery, .. _gateway.All];

    /// <summary>What was asked for.</summary>
    /// <exception cref="UserException">An option makes no sense.</exception>
    public RuntimeRequest Read(ParseResult parsed, LabTerminal terminal)
    {
        RuntimeRequest request = _gateway.Read(parsed, terminal, parsed.GetRequiredValue(_runtime)!) with
        {
            TestCluster = parsed.GetValue(_testCluster) is { } silos ? Silos(_testCluster.Name, silos) : null,
            CutEvery = parsed.GetValue(_cutEvery) is { } clocks
                ? Number(_cutEvery.Name, clocks, "a number of clocks", int.MaxValue)
                : null,
        };
        if (request is { TestCluster: not null, Gateway: not null })
        {
            throw new UserException(
                "--test-cluster", "--gateway is given, too", "use one: silos in this process, or a running cluster");
        }

        Runtimes.RequireRuntime(request.Name);
        return request;
    }

    /// <summary>A number of silos in this process.</summary>
    /// <exception cref="UserException">It is none, or too many.</exception>
    public static int Silos(string option, string text) => Number(option, text, "a number of silos", SilosMax);

    private static int Number(string option, string text, string what, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        && number >= 1 && number <= max
            ? number
            : throw new UserException(
                $"{option} {text}",
                max == int.MaxValue ? $"it takes {what}, 1 or more" : $"it takes {what}, 1 to {max}",
                $"for example {option} 3");
}
