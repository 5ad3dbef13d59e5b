using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Grains;
using Petuum.Lab.Specs;
using Petuum.Lab.Specs.Validation;

namespace Petuum.Lab.Runs;

/// <summary>
/// Makes plans on a silo from what <c>lab run --gateway</c> submits: the canonical spec of a run. The silo reads the
/// data itself, by URL or path; the bytes must be the submitter's.
/// </summary>
/// <param name="dataFolder">What relative paths of data start from.</param>
public sealed class SpecJobSource(string dataFolder) : IJobSource
{
    private readonly string _folder = Path.GetFullPath(dataFolder.Length > 0 ? dataFolder : ".");

    private static string Silo => $"silo {Environment.MachineName}";

    /// <inheritdoc/>
    public JobSetup Open(JobDescription job) => Refusing(job, (run, composer) =>
    {
        RequireSameData(job, composer.Fingerprint(run));
        ComposedRun composed = composer.Compose(run, Composition.Orleans);
        return new JobSetup(composed.Plan) { Facts = () => composer.FactsOf(composed) };
    });

    /// <inheritdoc/>
    public JobSetup OpenPart(JobDescription job, ReadOnlyMemory<byte> facts) => Refusing(
        job, (run, composer) => new JobSetup(composer.ComposePart(run, facts)));

    private JobSetup Refusing(JobDescription job, Func<RunCase, Composer, JobSetup> open)
    {
        try
        {
            RequireFiles(job);
            SpecFile file = SpecReader.Parse(job.Text, Path.Combine(_folder, job.Id + ".yaml"));
            IReadOnlyList<RunCase> cases = Sweep.Expand(file);
            return cases.Count == 1
                ? open(cases[0], new Composer(file.Folder))
                : throw new PlanException($"job {job.Id} is {cases.Count} runs", "submit each run by itself");
        }
        catch (SpecException failure)
        {
            throw new PlanException($"job {job.Id} on {Silo}: {failure.Problem}", failure.Remedy);
        }
        catch (DataFormatException failure)
        {
            throw new PlanException(
                $"job {job.Id} on {Silo}: {failure.Path}: {failure.Problem}", failure.Remedy);
        }
    }

    /// <summary>Here paths do not start from the spec's folder, as the reader of specs would say.</summary>
    private void RequireFiles(JobDescription job)
    {
        RunSpec spec = SpecReader.ParseUnchecked(job.Text, job.Id);
        foreach ((string key, string file) in FilesAreThere.FilesOf(spec))
        {
            if (!FileDataSpec.IsUrl(file) && !File.Exists(Path.Combine(_folder, file)))
            {
                throw new PlanException(
                    $"job {job.Id}: {Silo} has no file '{file}' ({key}) in its data folder, {_folder}",
                    PartLoader.SameFiles);
            }
        }
    }

    private void RequireSameData(JobDescription job, string fingerprint)
    {
        string submitted = JobText.FingerprintOf(job.Text);
        if (submitted != fingerprint)
        {
            throw new PlanException(
                $"job {job.Id}: the data that {Silo} reads below '{_folder}' "
                    + $"are other bytes (SHA-256 {Short(fingerprint)}) than the submitter's ({Short(submitted)})",
                PartLoader.SameFiles);
        }
    }

    private static string Short(string fingerprint) => fingerprint.Length > 12 ? fingerprint[..12] + "…" : fingerprint;
}
