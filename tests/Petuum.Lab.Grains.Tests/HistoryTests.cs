using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests;

/// <summary>What a job's record holds of its evaluations, and what is stored beside it.</summary>
public sealed class HistoryTests(OneSilo silos) : IClassFixture<OneSilo>, IDisposable
{
    private const int Clocks = 1200;
    private const int CutEvery = 20;

    private static JobPlan Plan => Toys.Plan(
        new CountingProgram(
            new ScatterShape { Rows = 4, Columns = 1, Kind = RowKind.Dense, Sharding = Sharding.Hash, Tables = 1 }),
        new Ssp(2), workers: 2, Clocks);

    public void Dispose() => silos.Storage.GoOn();

    /// <summary>With every cut all evaluations were written again.</summary>
    [Fact]
    public async Task Record_HoldsNoMoreEvaluations_TheLongerAJobTakes_AndNoneIsLost()
    {
        string? id = null;
        int largest = 0;
        silos.Storage.AfterWrite = grain =>
        {
            if (id is not null && grain.ToString().StartsWith("job/", StringComparison.Ordinal))
            {
                largest = Math.Max(largest, silos.RecordOf(id).State!.History.Length);
            }

            return Task.CompletedTask;
        };
        id = await SubmitAsync();
        JobRecord record = await silos.EndOfAsync(id);
        Assert.Equal(JobOutcome.Completed, record.Ending!.Outcome);
        Assert.InRange(largest, 1, JobLedger.PartItems + (10 * CutEvery));
        Assert.InRange(record.HistoryParts.Length, 3, Clocks / JobLedger.PartItems);

        IJobGrain job = silos.Silos.Client.GetGrain<IJobGrain>(id);
        await job.ReleaseAsync();
        Assert.Equal(Enumerable.Range(1, Clocks), (await EvaluatedAsync(job)).Where(clock => clock > 0));

        Assert.True(await job.ForgetAsync());
        Assert.DoesNotContain(silos.Storage.Keys, key => key.Contains(id, StringComparison.Ordinal));
    }

    /// <summary>Parts that the storage has lost are missed by nobody but who wants to see them.</summary>
    [Fact]
    public async Task Job_EndsAndIsFound_ThoughAPartOfItsHistoryIsLost()
    {
        string id = await SubmitAsync();
        await silos.EndOfAsync(id);
        IJobGrain job = silos.Silos.Client.GetGrain<IJobGrain>(id);
        Assert.Equal(1, silos.Storage.Forget(key => key.Contains(id) && key.Contains("/history/1/")));
        await job.ReleaseAsync();
        Assert.Equal(
            Clocks - JobLedger.PartItems, (await EvaluatedAsync(job)).Where(clock => clock > 0).Distinct().Count());
    }

    private async Task<string> SubmitAsync()
    {
        JobDescription job = silos.Announce(Plan, CutEvery) with { ReportsEvents = true };
        await silos.Silos.Client.GetGrain<IJobGrain>(job.Id).SubmitAsync(job);
        return job.Id;
    }

    private static async Task<List<int>> EvaluatedAsync(IJobGrain job)
    {
        List<int> clocks = [];
        JobNews news;
        long position = 0;
        do
        {
            news = await job.WatchAsync(position);
            position = news.Position;
            clocks.AddRange(
                news.Items.Where(item => item.Evaluation is not null).Select(item => item.Event.ToEvent().Clock));
        }
        while (news.Ending is null);

        return clocks;
    }
}
