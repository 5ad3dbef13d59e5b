using Petuum.Lab.Specs;

namespace Petuum.Lab.Runs.Reproduction;

/// <summary>A spec with a claim.</summary>
/// <param name="File">The spec, at the scale asked for.</param>
/// <param name="Claim">Its claim.</param>
/// <param name="Overrides">The keys that the full scale sets.</param>
internal sealed record Reproducible(SpecFile File, ReproductionSpec Claim, IReadOnlyList<string> Overrides);

/// <summary>
/// Finds the reproductions: every spec under experiments/specs/ that has a <c>reproduces:</c> section.
/// </summary>
internal static class ReproductionCatalog
{
    /// <summary>What stands for every id.</summary>
    public const string All = "all";

    /// <summary>The reproductions with some ids, in the order of their files' names.</summary>
    /// <exception cref="UserException">There is none of that id.</exception>
    public static IReadOnlyList<Reproducible> Choose(IReadOnlyList<string> ids, bool isFull, LabTerminal terminal)
    {
        IReadOnlyList<Reproducible> known = Find(isFull, terminal);
        if (known.Count == 0)
        {
            throw new UserException(
                Folder(terminal),
                "there is no spec with a 'reproduces:' section",
                "run lab from a clone of the repository");
        }

        if (ids.Contains(All, StringComparer.OrdinalIgnoreCase))
        {
            return known;
        }

        List<Reproducible> chosen = [];
        foreach (string id in ids)
        {
            Reproducible[] found = [.. known.Where(candidate => IsCalled(candidate, id))];
            if (found.Length == 0)
            {
                string[] names = [.. known.Select(candidate => candidate.Claim.Id)];
                string near = Spelling.Nearest(id, names) is { } name ? $"; did you mean {name}?" : "";
                throw new UserException(
                    $"lab reproduce {id}",
                    "there is no such experiment" + near,
                    $"use all, or some of {string.Join(", ", names)}");
            }

            chosen.AddRange(found);
        }

        return [.. known.Where(chosen.Contains)];
    }

    private static List<Reproducible> Find(bool isFull, LabTerminal terminal)
    {
        string folder = Folder(terminal);
        string[] files = Directory.Exists(folder)
            ? Directory.GetFiles(folder, "*.yaml", SearchOption.AllDirectories)
            : [];
        Array.Sort(files, StringComparer.Ordinal);
        List<Reproducible> found = [];
        foreach (string path in files)
        {
            SpecFile quick = SpecReader.Load(path);
            if (quick.Spec.Reproduces is { } claim)
            {
                string[] overrides = isFull ? [.. claim.Full.Select(setting => $"{setting.Name}={setting.Text}")] : [];
                SpecFile file = overrides.Length > 0 ? SpecReader.Load(path, overrides) : quick;
                found.Add(new Reproducible(file, claim, overrides));
            }
        }

        return found;
    }

    /// <summary>An id, or one of several that a claim carries: <c>E5/E6</c> is called E5, E6 and E5/E6.</summary>
    private static bool IsCalled(Reproducible candidate, string id)
    {
        string[] names = [candidate.Claim.Id, candidate.File.Spec.Name, .. candidate.Claim.Id.Split('/')];
        return names.Contains(id, StringComparer.OrdinalIgnoreCase);
    }

    private static string Folder(LabTerminal terminal) => Path.Combine(terminal.Root, "experiments", "specs");
}
