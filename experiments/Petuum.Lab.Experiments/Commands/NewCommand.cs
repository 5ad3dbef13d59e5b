using System.CommandLine;
using System.Reflection;
using Petuum.Lab.Files;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab new NAME</c>: writes a project with a user's own learning program, its tests and its spec.</summary>
internal static class NewCommand
{
    private const string Prefix = "template/";
    private const string Ending = ".txt";

    /// <summary>The command.</summary>
    public static Command Create(LabTerminal terminal)
    {
        Argument<string> name = new("NAME")
        {
            Description = "The program's name: letters and digits, beginning with a capital letter.",
        };
        Option<string?> packages = new("--packages")
        {
            Description = "The folder with Petuum.Lab's packages; by default 'packages' in the repository.",
            HelpName = "DIR",
        };
        Command command = new("new", "Write a project with a learning program of your own.") { name, packages };
        command.SetAction(parsed => Write(
            parsed.GetRequiredValue(name),
            parsed.GetValue(packages) is { } folder
                ? terminal.Resolve(folder)
                : Path.Combine(terminal.Root, "packages"),
            terminal));
        return command;
    }

    private static int Write(string name, string packages, LabTerminal terminal)
    {
        if (!IsIdentifier(name))
        {
            throw new UserException(
                $"lab new {name}", "a name has only letters and digits, and begins with a capital letter",
                "choose a name such as LeastSquares");
        }

        string folder = terminal.Resolve(name);
        if (Path.Exists(folder))
        {
            throw new UserException(
                $"lab new {name}", $"{folder} exists already", "choose another name or folder");
        }

        Assembly here = typeof(NewCommand).Assembly;
        string version = LabVersion.Text;
        foreach (string resource in here.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            using StreamReader reader = new(here.GetManifestResourceStream(resource)!);
            string text = reader.ReadToEnd()
                .Replace("{NAME}", name, StringComparison.Ordinal)
                .Replace("{VERSION}", version, StringComparison.Ordinal)
                .Replace("{PACKAGES}", packages, StringComparison.Ordinal);
            string file = Path.Combine(
                folder,
                resource[Prefix.Length..^Ending.Length].Replace("NAME", name, StringComparison.Ordinal));
            AtomicFile.WriteText(file, text);
            terminal.Out.WriteLine(terminal.Shorten(file));
        }

        terminal.Out.WriteLine(
            Directory.Exists(packages)
                ? $"Next: cd {name}; dotnet test; its README.md says how to run it."
                : $"Next: dotnet pack -c Release -o {terminal.Shorten(packages)}, in the repository of Petuum.Lab; "
                    + $"then cd {name}; dotnet test.");
        return ExitCodes.Sound;
    }

    private static bool IsIdentifier(string name) =>
        name.Length > 0 && char.IsAsciiLetterUpper(name[0]) && name.All(char.IsAsciiLetterOrDigit);
}
