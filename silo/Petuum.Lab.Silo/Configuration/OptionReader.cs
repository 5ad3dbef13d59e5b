using System.Text;

namespace Petuum.Lab.Silo.Configuration;

/// <summary>Puts the options together: appsettings.json, then the environment, then the command line.</summary>
/// <remarks>
/// Not by the library's binder and <c>ValidateOnStart</c>: those run when the host is built, and a host is built from
/// options (ports, certificates, databases) that must be known to be right before. They stop at the first value that is
/// not of its type, do not know <c>10s</c> and <c>64MiB</c>, and take an option that does not exist.
/// </remarks>
internal static class OptionReader
{
    /// <summary>The options, validated.</summary>
    /// <param name="configuration">Files, and what else the host reads.</param>
    /// <param name="variables">The environment.</param>
    /// <param name="arguments">The command line.</param>
    /// <exception cref="OptionException">Something is wrong; says all that is.</exception>
    public static SiloOptions Read(
        IConfiguration configuration, Func<string, string?> variables, IReadOnlyList<string> arguments)
    {
        SiloOptions options = new();
        List<OptionError> errors = [];
        Dictionary<Setting, string> given = ReadArguments(arguments, errors);
        foreach (Setting setting in OptionTable.All)
        {
            if ((given.GetValueOrDefault(setting) ?? variables(setting.Variable) ?? configuration[setting.Key])
                is not { } text)
            {
                continue;
            }

            try
            {
                setting.Set(options, OptionTable.Parse(setting, text));
            }
            catch (OptionException failure)
            {
                errors.AddRange(failure.Errors);
            }
        }

        errors.AddRange(errors.Count == 0 ? OptionRules.Check(options) : []);
        return errors.Count == 0 ? options : throw new OptionException(errors);
    }

    /// <summary>What <c>--help</c> prints.</summary>
    public static string Help()
    {
        StringBuilder help = new();
        help.AppendLine("petuum-silo: a silo of a Petuum.Lab cluster.")
            .AppendLine()
            .AppendLine("Every option is a key of appsettings.json and a variable, too:")
            .AppendLine("--tls-certificate is Tls:Certificate and PETUUM_TLS_CERTIFICATE.")
            .AppendLine();
        SiloOptions defaults = new();
        foreach (Setting setting in OptionTable.All)
        {
            string value = OptionTable.Text(setting.Get(defaults));
            string byDefault = value.Length == 0 || setting.IsSwitch ? "" : $"[{value}]";
            help.AppendLine($"  {setting.Flag,-30} {setting.Description} {byDefault}".TrimEnd());
        }

        return help.AppendLine()
            .AppendLine("Exit codes: 0 ended by SIGTERM or Ctrl-C, 1 a setting is wrong, 5 the silo failed,")
            .AppendLine("134 Orleans ended it because the others had declared it dead.")
            .AppendLine()
            .AppendLine("  petuum-silo --silo-port 11112 --gateway-port 30001 --primary-port 11111 --http-port 8081")
            .Append("  petuum-silo --clustering adonet --storage adonet --postgres 'Host=db;...' --create-schema")
            .ToString();
    }

    private static Dictionary<Setting, string> ReadArguments(IReadOnlyList<string> arguments, List<OptionError> errors)
    {
        Dictionary<Setting, string> given = [];
        for (int index = 0; index < arguments.Count; index++)
        {
            string[] parts = arguments[index].Split('=', 2);
            if (OptionTable.All.FirstOrDefault(setting => setting.Flag == parts[0]) is not { } setting)
            {
                errors.Add(new OptionError(arguments[index], "there is no such option", "--help lists all"));
            }
            else if (parts.Length == 2)
            {
                given[setting] = parts[1];
            }
            else if (setting.IsSwitch
                && (index + 1 == arguments.Count || arguments[index + 1].StartsWith("--", StringComparison.Ordinal)))
            {
                given[setting] = "true";
            }
            else if (index + 1 < arguments.Count)
            {
                given[setting] = arguments[++index];
            }
            else
            {
                errors.Add(new OptionError(setting.Key, "has no value", $"{setting.Flag} VALUE"));
            }
        }

        return given;
    }
}
