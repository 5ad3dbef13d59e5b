using System.CommandLine;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Runs;
using Runtimes = Petuum.Lab.Runs.Composition;

namespace Petuum.Lab.Experiments.Commands;

/// <summary><c>lab jobs</c> and <c>lab attach</c>: what runs on a cluster, whoever submitted it.</summary>
internal static class JobCommands
{
    /// <summary><c>lab jobs</c>.</summary>
    public static Command CreateJobs(LabTerminal terminal)
    {
        GatewayOptions gateway = new(isRequired: true);
        Option<bool> asJson = Arguments.Json();
        Command jobs = new("jobs", "List the jobs of a running cluster, the oldest first.") { asJson };
        AddTo(jobs, gateway);
        jobs.SetAction((parsed, cancellation) => ListAsync(
            gateway.Read(parsed, terminal, Runtimes.Orleans), parsed.GetValue(asJson), terminal, cancellation));
        return jobs;
    }

    /// <summary><c>lab attach</c>.</summary>
    public static Command CreateAttach(LabTerminal terminal)
    {
        Argument<string> id = new("ID") { Description = "The job's id, as 'lab jobs' lists it." };
        GatewayOptions gateway = new(isRequired: true);
        Command attach = new(
            "attach", "Follow a job of a running cluster, or see how it ended. Ctrl-C detaches; the job goes on.")
        {
            id,
        };
        AddTo(attach, gateway);
        attach.SetAction((parsed, cancellation) => AttachAsync(
            parsed.GetRequiredValue(id), gateway.Read(parsed, terminal, Runtimes.Orleans), terminal, cancellation));
        return attach;
    }

    private static void AddTo(Command command, GatewayOptions gateway)
    {
        foreach (Option option in gateway.All)
        {
            command.Add(option);
        }
    }

    private static async Task<int> ListAsync(
        RuntimeRequest request, bool asJson, LabTerminal terminal, CancellationToken cancellation)
    {
        await using IJobDirectory directory = await Runtimes.ConnectAsync(request, cancellation);
        IReadOnlyList<JobEntry> jobs = await directory.ListAsync(cancellation);
        TextTable table = new(("job", false), ("state", false), ("run", false));
        foreach (JobEntry job in jobs)
        {
            table.Add(job.Id, job.State, job.Name);
        }

        table.Write(terminal.Out);
        if (asJson)
        {
            Arguments.WriteJson(terminal.Out, json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("jobs");
                foreach (JobEntry job in jobs)
                {
                    json.WriteStartObject();
                    json.WriteString("id", job.Id);
                    json.WriteString("name", job.Name);
                    json.WriteString("state", job.State);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
        }

        return ExitCodes.Sound;
    }

    private static async Task<int> AttachAsync(
        string id, RuntimeRequest request, LabTerminal terminal, CancellationToken cancellation)
    {
        string remedy = $"'lab jobs {request.ClientOptions}' lists them";
        if (string.IsNullOrWhiteSpace(id))
        {
            throw new UserException("lab attach", "the ID of the job is empty", remedy);
        }

        await using IJobDirectory directory = await Runtimes.ConnectAsync(request, cancellation);
        string spec = await directory.SpecOfAsync(id, cancellation)
            ?? throw new UserException($"lab attach {id}", "the cluster has no such job", remedy);
        AttachedJob job = new(id, spec, terminal);
        try
        {
            RunEnding ending = await FollowAsync(directory, id, job.Observer, cancellation);
            RunSummary summary = job.End(ending, terminal.Out);
            if (ending.Reason.Length > 0)
            {
                await terminal.Error.WriteLineAsync($"{id}: {ending.Name}: {ending.Reason}");
            }

            return Verdicts.ExitCode(summary.Verdict, summary.Expect);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await terminal.Error.WriteLineAsync(
                $"detached: the job goes on; 'lab attach {ShellText.Quote(id)} {request.ClientOptions}' follows it "
                + "again");
            return terminal.InterruptedCode;
        }
    }

    private static async Task<RunEnding> FollowAsync(
        IJobDirectory directory, string id, IRunObserver observer, CancellationToken cancellation)
    {
        try
        {
            JobResult result = await directory.FollowAsync(id, observer, cancellation);
            return result.Outcome == JobOutcome.Cancelled
                ? new RunEnding(Verdict.RuntimeFailed, "somebody cancelled the job.", result)
                : RunEnding.Of(result);
        }
        catch (MachineFailedException failure)
        {
            return new RunEnding(Verdict.RuntimeFailed, failure.Message, null);
        }
    }
}
