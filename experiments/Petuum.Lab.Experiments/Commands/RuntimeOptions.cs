using System.CommandLine;
using System.Globalization;
using Runtimes = Petuum.Lab.Experiments.Composition;

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
            Description = "simulated, threads (this machine, wall time) or orleans (silos; configuration Cluster); "
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
            TestCluster = Number(_testCluster, parsed, "a number of silos", SilosMax),
            CutEvery = Number(_cutEvery, parsed, "a number of clocks", int.MaxValue),
        };
        if (request is { TestCluster: not null, Gateway: not null })
        {
            throw new UserException(
                "--test-cluster", "--gateway is given, too", "use one: silos in this process, or a running cluster");
        }

        Runtimes.RequireRuntime(request.Name);
        return request;
    }

    private static int? Number(Option<string?> option, ParseResult parsed, string what, int max)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= 1 && number <= max
            ? number
            : throw new UserException(
                $"{option.Name} {text}",
                max == int.MaxValue ? $"it takes {what}, 1 or more" : $"it takes {what}, 1 to {max}",
                $"for example {option.Name} 3");
    }
}

/// <summary>
/// The options of a client of a running cluster. What is not given is taken from the variables that silos read,
/// <c>PETUUM_TLS_CERTIFICATE</c> for <c>--tls-certificate</c>.
/// </summary>
internal sealed class GatewayOptions(bool isRequired)
{
    private const string StandardId = "petuum";

    private readonly Option<string?> _gateway = new("--gateway")
    {
        Description = "Gateways of a running cluster of silos, HOST:PORT[,HOST:PORT...].",
        HelpName = "HOST:PORT",
        Required = isRequired,
    };

    private readonly Option<string?> _clusterId = new("--cluster-id")
    {
        Description = $"The id of that cluster, as its silos have it; {StandardId} if left out.",
        HelpName = "ID",
    };

    private readonly Option<string?> _serviceId = new("--service-id")
    {
        Description = $"The id of its service, as its silos have it; {StandardId} if left out.",
        HelpName = "ID",
    };

    private readonly Option<string?> _certificate =
        Tls("--tls-certificate", "FILE", "Our certificate, PEM or PFX.");

    private readonly Option<string?> _key = Tls("--tls-key", "FILE", "Its key in PEM, if it is not in that file.");

    private readonly Option<string?> _authority =
        Tls("--tls-authority", "FILE", "Who signs the silos' certificates, PEM.");

    private readonly Option<string?> _name =
        Tls("--tls-required-name", "NAME", "The name that a silo's certificate must have.");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_gateway, _clusterId, _serviceId, _certificate, _key, _authority, _name];

    /// <summary>What was asked for; what the cluster has to say goes to standard error.</summary>
    public RuntimeRequest Read(ParseResult parsed, LabTerminal terminal, string runtime) => new(runtime)
    {
        Gateway = parsed.GetValue(_gateway),
        ClusterId = Value(_clusterId, parsed, terminal) ?? StandardId,
        ServiceId = Value(_serviceId, parsed, terminal) ?? StandardId,
        Tls = ReadTls(parsed, terminal),
        Notice = notice => terminal.Error.WriteLine($"  …     {notice}"),
    };

    /// <summary>All from options if the certificate is given there, else all that are not from variables.</summary>
    private TlsFiles? ReadTls(ParseResult parsed, LabTerminal terminal)
    {
        bool isGiven = parsed.GetValue(_certificate) is not null;
        string PathOf(Option<string?> option) =>
            TextOf(option) is { Length: > 0 } path ? terminal.Resolve(path) : "";
        string TextOf(Option<string?> option) =>
            (isGiven ? parsed.GetValue(option) : Value(option, parsed, terminal)) ?? "";
        return PathOf(_certificate) is { Length: > 0 } certificate
            ? new TlsFiles(certificate, PathOf(_key), PathOf(_authority), TextOf(_name))
            : null;
    }

    private static string? Value(Option<string?> option, ParseResult parsed, LabTerminal terminal)
    {
        string variable = "PETUUM_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();
        return parsed.GetValue(option) ?? (terminal.Variable(variable) is { Length: > 0 } set ? set : null);
    }

    private static Option<string?> Tls(string name, string helpName, string description) =>
        new(name) { Description = $"Mutual TLS with the cluster: {description}", HelpName = helpName };
}
