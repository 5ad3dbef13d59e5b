using System.Text.Json.Nodes;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Specs.Keys;

/// <summary>The keys of consistency and communication.</summary>
internal static class ConsistencyKeys
{
    private static readonly Section<PolicyOptions> TableSection =
        new(new PolicyOptions(), PolicyOptions.Fields<PolicyOptions>());

    /// <summary>What reads may miss.</summary>
    public static readonly Section<ConsistencySpec> Consistency = new(
        SpecDefaults.Consistency,
        [
            .. PolicyOptions.Fields<ConsistencySpec>(),
            new Field<ConsistencySpec, ValueList<TablePolicy>>(
                "tables", "tables with a policy of their own, by name", new TablePolicies(),
                s => s.Tables, (s, v) => s with { Tables = v }) { IsRequired = false },
        ]);

    /// <summary>Managed communication.</summary>
    public static readonly Section<CommunicationSpec> Communication = new(
        SpecDefaults.Communication,
        [
            new Field<CommunicationSpec, double>(
                "bandwidth-mbps", "each machine's budget in megabits a second", new Real(0.001, 1e9),
                s => s.BandwidthMbps, (s, v) => s with { BandwidthMbps = v }),
            new Field<CommunicationSpec, double>(
                "burst-kb", "kilobytes that may be sent at once", new Real(0.001, 1e9),
                s => s.BurstKb, (s, v) => s with { BurstKb = v }) { IsRequired = false },
            new Field<CommunicationSpec, int>(
                "rows", "most rows in one early message", new Whole<int>(1, int.MaxValue),
                s => s.Rows, (s, v) => s with { Rows = v }) { IsRequired = false },
            new Field<CommunicationSpec, CommunicationPriority>(
                "priority", "what goes first",
                new Choice<CommunicationPriority>(
                    ("random", CommunicationPriority.Random),
                    ("round-robin", CommunicationPriority.RoundRobin),
                    ("magnitude", CommunicationPriority.AbsoluteMagnitude),
                    ("relative-magnitude", CommunicationPriority.RelativeMagnitude)),
                s => s.Priority, (s, v) => s with { Priority = v }) { IsRequired = false },
        ]);

    /// <summary>Policies by table names; ordered by name, so that their order in a file says nothing.</summary>
    private sealed class TablePolicies : Shape<ValueList<TablePolicy>>
    {
        public override ValueList<TablePolicy> Read(OptionNode node)
        {
            List<TablePolicy> tables = [];
            foreach ((OptionNode name, OptionNode value) in node.Entries())
            {
                tables.Add(new TablePolicy(name.Key, TableSection.Read(value)));
            }

            tables.Sort(static (left, right) => string.CompareOrdinal(left.Table, right.Table));
            return [.. tables];
        }

        public override OptionValue? Write(ValueList<TablePolicy> value) => value.Count == 0
            ? null
            : new OptionValue.Map([.. value.Select(table => (table.Table, TableSection.Write(table.Policy)))]);

        public override JsonObject Schema() =>
            new() { ["type"] = "object", ["additionalProperties"] = TableSection.Schema() };
    }
}
