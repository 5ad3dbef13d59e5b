using System.CommandLine;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>
/// The options of a client of a running cluster. What is not given is taken from the variables that silos read,
/// <c>PETUUM_TLS_CERTIFICATE</c> for <c>--tls-certificate</c>; where that is given, of TLS only the password.
/// </summary>
internal sealed class GatewayOptions(bool isRequired)
{
    /// <summary>The option whose value is kept to ourselves.</summary>
    public const string Password = "--tls-password";

    private readonly Option<string?> _gateway = new("--gateway")
    {
        Description = "Gateways of a running cluster of silos, HOST:PORT[,HOST:PORT...].",
        HelpName = "HOST:PORT",
        Required = isRequired,
    };

    private readonly Option<string?> _clusterId = new("--cluster-id")
    {
        Description = $"The id of that cluster, as its silos have it; {RuntimeRequest.StandardId} if left out.",
        HelpName = "ID",
    };

    private readonly Option<string?> _serviceId = new("--service-id")
    {
        Description = $"The id of its service, as its silos have it; {RuntimeRequest.StandardId} if left out.",
        HelpName = "ID",
    };

    private readonly Option<string?> _certificate =
        Tls("--tls-certificate", "FILE", "Our certificate, PEM or PFX.");

    private readonly Option<string?> _key = Tls("--tls-key", "FILE", "Its key in PEM, if it is not in that file.");

    private readonly Option<string?> _authority =
        Tls("--tls-authority", "FILE", "Who signs the silos' certificates, PEM.");

    private readonly Option<string?> _name =
        Tls("--tls-required-name", "NAME", "The name that a silo's certificate must have.");

    private readonly Option<string?> _password = Tls(
        Password,
        "TEXT",
        "The password of the PFX or key; others see command lines, so rather set PETUUM_TLS_PASSWORD.");

    /// <summary>All of them.</summary>
    public IEnumerable<Option> All => [_gateway, .. Others];

    private Option<string?>[] Others => [_clusterId, _serviceId, _certificate, _key, _authority, _name, _password];

    /// <summary>What was asked for; what the cluster has to say goes to standard error.</summary>
    /// <exception cref="UserException">An option has no effect.</exception>
    public RuntimeRequest Read(ParseResult parsed, LabTerminal terminal, string runtime)
    {
        RuntimeRequest request = new(runtime)
        {
            Notice = notice => terminal.Error.WriteLine($"  …     {notice}"),
        };
        if (parsed.GetValue(_gateway) is not { } gateway)
        {
            return Array.Find(Others, option => parsed.GetValue(option) is not null) is { } idle
                ? throw new UserException(
                    idle.Name, "it has no effect without --gateway", "add --gateway HOST:PORT, or leave it out")
                : request;
        }

        return request with
        {
            Gateway = gateway,
            ClusterId = Value(_clusterId, parsed, terminal) ?? RuntimeRequest.StandardId,
            ServiceId = Value(_serviceId, parsed, terminal) ?? RuntimeRequest.StandardId,
            Tls = ReadTls(parsed, terminal),
        };
    }

    /// <summary>
    /// All from options if the certificate is given there, else all that are not from variables; the password in any
    /// case from its variable if not from its option.
    /// </summary>
    private TlsFiles? ReadTls(ParseResult parsed, LabTerminal terminal)
    {
        bool isGiven = parsed.GetValue(_certificate) is not null;
        string PathOf(Option<string?> option) =>
            TextOf(option) is { Length: > 0 } path ? terminal.Resolve(path) : "";
        string TextOf(Option<string?> option) =>
            (isGiven ? parsed.GetValue(option) : Value(option, parsed, terminal)) ?? "";
        if (PathOf(_certificate) is { Length: > 0 } certificate)
        {
            return new TlsFiles(certificate, PathOf(_key), PathOf(_authority), TextOf(_name))
            {
                Password = Value(_password, parsed, terminal) ?? "",
            };
        }

        RequireNoneIdle(parsed, terminal);
        return null;
    }

    /// <summary>
    /// Who names an authority means to have TLS; without a certificate there is none. A variable with a password may
    /// be there for other clusters.
    /// </summary>
    private void RequireNoneIdle(ParseResult parsed, LabTerminal terminal)
    {
        const string Problem = "it has no effect without a certificate of ours: connections would not be encrypted";
        foreach (Option<string?> option in new[] { _key, _authority, _name, _password })
        {
            if (parsed.GetValue(option) is not null)
            {
                throw new UserException(option.Name, Problem, "add --tls-certificate FILE, or leave it out");
            }

            if (option != _password && Value(option, parsed, terminal) is not null)
            {
                throw new UserException(
                    VariableOf(option), Problem, $"set {VariableOf(_certificate)}, too, or unset it");
            }
        }
    }

    private static string? Value(Option<string?> option, ParseResult parsed, LabTerminal terminal) =>
        parsed.GetValue(option) ?? (terminal.Variable(VariableOf(option)) is { Length: > 0 } set ? set : null);

    private static string VariableOf(Option<string?> option) =>
        "PETUUM_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    private static Option<string?> Tls(string name, string helpName, string description) =>
        new(name) { Description = $"Mutual TLS with the cluster: {description}", HelpName = helpName };
}
