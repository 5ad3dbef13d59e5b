using System.Text.Json;
using Petuum.Lab.Analysis.Charts;
using Petuum.Lab.Analysis.Results;
using Petuum.Lab.Analysis.Traces;

namespace Petuum.Lab.Runs;

/// <summary>Reads back from a <c>trace.json</c> of ours what a timeline has room for.</summary>
internal static class TraceReader
{
    private const int SpansMax = 1200;
    private const int MembersMax = 12;

    /// <summary>The first spans of the first members, as many as a chart can show.</summary>
    /// <exception cref="ResultFileException">The file is not a trace of ours.</exception>
    public static IReadOnlyList<SpanRecord> ReadWindow(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using JsonDocument trace = JsonDocument.Parse(file);
            return Read(trace.RootElement.GetProperty("traceEvents"));
        }
        catch (Exception failure) when (
            failure is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            throw new ResultFileException(
                path, 0, failure.Message, "run the spec again with --force, or delete the run's folder");
        }
    }

    private static List<SpanRecord> Read(JsonElement events)
    {
        SortedDictionary<int, (string Role, int Index)> members = [];
        List<SpanRecord> spans = [];
        foreach (JsonElement line in events.EnumerateArray())
        {
            string phase = line.GetProperty("ph").GetString()!;
            int track = line.GetProperty("tid").GetInt32();
            if (phase == "M" && line.GetProperty("name").GetString() == "thread_name")
            {
                AddMember(members, track, line.GetProperty("args").GetProperty("name").GetString()!);
            }
            else if (phase == "X" && spans.Count < SpansMax && members.TryGetValue(track, out var member))
            {
                double start = line.GetProperty("ts").GetDouble();
                spans.Add(new SpanRecord(
                    member.Role,
                    member.Index,
                    start,
                    start + line.GetProperty("dur").GetDouble(),
                    StateOf(line.GetProperty("name").GetString()!),
                    line.TryGetProperty("args", out JsonElement args) ? args.GetProperty("clock").GetInt32() : -1));
            }
        }

        return spans;
    }

    private static void AddMember(SortedDictionary<int, (string Role, int Index)> members, int track, string name)
    {
        string[] words = name.Split(' ');
        if (words is [not WorkerRecord.Shard, _] && int.TryParse(words[1], out int index) && index < MembersMax)
        {
            members.Add(track, (words[0], index));
        }
    }

    private static SpanState StateOf(string name) => name switch
    {
        "compute" => SpanState.Compute,
        "wait" => SpanState.Wait,
        "send" => SpanState.Send,
        _ => SpanState.Down,
    };
}
