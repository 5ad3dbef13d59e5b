using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Petuum.Lab.Runs;

namespace Petuum.Lab.Experiments.Commands;

/// <summary>The <c>lab</c> command: parse, do, and turn what went wrong into lines and an exit code.</summary>
public static class LabCommand
{
    private const string Description =
        "Petuum.Lab: distributed learning on a bounded-stale parameter server, in simulated clusters that "
        + "repeat to the bit.\n"
        + "Results go to standard output, progress to standard error.\n\n"
        + "Exit codes: 0 sound, 1 bad input, 2 did not converge, 3 stuck, 4 a checker failed, 5 the runtime failed, "
        + "130 interrupted, 143 terminated.";

    /// <summary>
    /// Runs with the process's console, its folder, Ctrl-C and SIGTERM. The first of these ends the command in an
    /// orderly way, as far as it looks for it: short ones do what they do to the end. The second ends it at once.
    /// </summary>
    public static async Task<int> RunFromConsoleAsync(string[] args)
    {
        using CancellationTokenSource interrupted = new();
        Console.CancelKeyPress += (_, press) =>
        {
            press.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        };
        bool isTerminated = false;
        using PosixSignalRegistration termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = !interrupted.IsCancellationRequested;
            Volatile.Write(ref isTerminated, signal.Cancel);
            interrupted.Cancel();
        });
        return await InvokeAsync(
            args,
            new LabTerminal
            {
                Out = Console.Out,
                Error = Console.Error,
                WorkingDirectory = Environment.CurrentDirectory,
                Root = LabTerminal.FindRoot(),
                Variable = Environment.GetEnvironmentVariable,
                IsTerminated = () => Volatile.Read(ref isTerminated),
                IsLive = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not "dumb",
            },
            interrupted.Token);
    }

    /// <summary>Runs in this process with given streams: what tests call.</summary>
    public static Task<int> InvokeAsync(
        IReadOnlyList<string> args,
        TextWriter stdout,
        TextWriter stderr,
        string workingDirectory,
        CancellationToken cancellation = default) => InvokeAsync(
            args,
            new LabTerminal
            {
                Out = stdout,
                Error = stderr,
                WorkingDirectory = workingDirectory,
                Root = LabTerminal.FindRoot(),
            },
            cancellation);

    /// <summary>Runs on a terminal; returns the exit code and never throws.</summary>
    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> args, LabTerminal terminal, CancellationToken cancellation = default)
    {
        try
        {
            ParseResult parsed = Create(terminal, args).Parse(
                args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0)
            {
                return Refuse(parsed, terminal);
            }

            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                },
                cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync("lab: interrupted; the same command goes on where this one ended");
            return terminal.InterruptedCode;
        }
        catch (RuntimeUnavailableException failure)
        {
            UserErrors.Write(terminal.Error, (failure.Place, failure.Problem, failure.Remedy));
            return ExitCodes.RuntimeFailed;
        }
        catch (Exception failure) when (UserErrors.Tell(terminal.Error, failure))
        {
            return ExitCodes.BadInput;
        }
        catch (Exception failure)
        {
            return BugReport.Write(terminal, args, failure);
        }
    }

    private static RootCommand Create(LabTerminal terminal, IReadOnlyList<string> args)
    {
        RootCommand root = new(Description)
        {
            RunCommand.Create(terminal),
            ValidateCommand.Create(terminal),
            ReproduceCommand.Create(terminal),
            TrainCommand.Create(terminal, args),
            PredictCommand.Create(terminal),
            NewCommand.Create(terminal),
            ReportCommand.Create(terminal),
            DataCommand.Create(terminal),
            JobCommands.CreateJobs(terminal),
            JobCommands.CreateAttach(terminal),
            FidelityCommand.Create(terminal),
            CalibrateCommand.Create(terminal),
            DoctorCommand.Create(terminal),
        };
        foreach (VersionOption version in root.Options.OfType<VersionOption>())
        {
            version.Description = "Show the version.";
            version.Action = new ShowVersion();
        }

        LabHelp.Attach(root);
        root.SetAction(LabHelp.Show);
        return root;
    }

    /// <summary>What was typed cannot be understood: one problem, the first, and where to look.</summary>
    private static int Refuse(ParseResult parsed, LabTerminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        string name = CommandLine(parsed.CommandResult);
        string problem = parsed.UnmatchedTokens.Count > 0
            ? Unknown(command, parsed.UnmatchedTokens[0])
            : parsed.Errors[0].Message.TrimEnd('.');
        UserErrors.Write(terminal.Error, (name, problem, $"'{name} --help' shows what it takes, with examples"));
        return ExitCodes.BadInput;
    }

    private static string Unknown(Command command, string token)
    {
        bool isOption = token.StartsWith('-');
        string what = isOption ? $"there is no option '{token}'"
            : command.Subcommands.Count > 0 ? $"there is no command '{token}'"
            : $"'{token}' is one argument too many";
        IEnumerable<string> names = isOption
            ? command.Options.Select(option => option.Name)
            : command.Subcommands.Select(candidate => candidate.Name);
        string? near = Spelling.Nearest(token, names);
        return near is null ? what : $"{what}; did you mean '{near}'?";
    }

    /// <summary>The version of this assembly, whatever process it runs in.</summary>
    private sealed class ShowVersion : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(LabVersion.Text);
            return ExitCodes.Sound;
        }
    }

    private static string CommandLine(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{CommandLine(parent)} {result.Command.Name}" : "lab";
}
