//! The programs that articles tell readers to run, by the shell into which they are typed.
//!
//! Sources: the command references of Windows Server, of GNU coreutils, util-linux and systemd, and the
//! manuals of the programs themselves.

use super::{Shell, Words, is_one_of};

/// What is known of a program by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// The shell into which it is usually typed.
    pub shell: Shell,
    /// Its name is also a word of everyday English or the name of an application, so that the name
    /// proves little.
    pub everyday: bool,
}

/// The program that the first word of a command names: `ipconfig`, `C:\Windows\System32\sc.exe`.
#[must_use]
pub fn program(word: &str) -> Option<Program> {
    let name = word.trim_start_matches('@');
    let name = name.rsplit(['\\', '/']).next().unwrap_or(name);
    let stem = without_extension(name);
    let is_file = stem.len() < name.len();
    let is_in = |words: &[&Words]| words.iter().any(|words| words.has(stem));
    let shell = if is_file || is_in(&[&CMD_PROGRAMS]) {
        Shell::Cmd
    } else if is_in(&[&POSIX_PROGRAMS, &PORTABLE_PROGRAMS, &RUNTIMES]) {
        Shell::Posix
    } else if is_in(&[&CMD_BUILT_INS]) {
        Shell::Cmd
    } else if is_in(&[&COMMON_WORDS]) {
        Shell::Posix
    } else {
        return None;
    };
    Some(Program {
        shell,
        everyday: !is_file && EVERYDAY.has(stem),
    })
}

/// What Windows runs when its name is typed.
const EXECUTABLE: &str = "exe com bat cmd ps1 vbs msc cpl msi wsf";

/// The name of a file without the extension that says that it can be run; `.com` is not taken for one,
/// because hosts end in it.
fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, end)) if end != "com" && !stem.is_empty() && is_one_of(end, EXECUTABLE) => stem,
        _ => name,
    }
}

/// Programs that are typed into a Unix shell and hardly ever elsewhere.
pub(super) static POSIX_PROGRAMS: Words = Words::of(
    "sudo su apt apt-get aptitude dpkg yum dnf rpm zypper pacman apk snap brew \
    systemctl journalctl service chkconfig launchctl locate updatedb update-rc.d ll ln touch chmod chown chgrp grep egrep \
    zgrep sed awk tail head uniq xargs gzip gunzip unzip nano vi vim source export alias unset ifconfig \
    iptables ufw nft nmcli ethtool tcpdump umount df du lsblk fdisk mkfs blkid top htop pkill killall \
    nohup crontab whereis uname hostnamectl timedatectl useradd usermod groupadd kinit apachectl defaults \
    dscacheutil firewall-cmd semanage setenforce restorecon getenforce sysctl modprobe lsmod dmesg \
    a2ensite certbot lsof fuser findmnt losetup parted fsck e2fsck resize2fs xfs_growfs xfs_repair \
    tune2fs smartctl mdadm swapon swapoff pvs vgs lvs lvextend strace logrotate visudo chroot \
    loginctl nsenter conntrack tracepath \
    apt-cache apt-key dpkg-reconfigure add-apt-repository apt-mark rpm-ostree localectl networkctl \
    resolvectl systemd-resolve systemd-analyze systemd-cgls update-grub grub2-mkconfig dracut \
    update-initramfs update-ca-certificates update-ca-trust ldconfig ldd iostat vmstat mpstat pidstat \
    lscpu lspci lsusb lshw dmidecode numactl taskset ionice renice pgrep nproc getent getfacl setfacl \
    chage gpasswd sestatus audit2allow auditctl ausearch aa-status pvcreate pvresize vgextend vgcreate \
    lvcreate lvresize lvremove mkswap exportfs showmount nfsstat rpcinfo smbclient testparm wbinfo realm \
    adcli sssctl ldapsearch ldapmodify chronyc ntpq ntpdate postqueue postsuper postconf mailq doveadm \
    apache2ctl a2enmod php-fpm rabbitmqctl pg_ctl pg_ctlcluster pg_lsclusters ssh-keygen ssh-copy-id \
    ssh-add crictl ctr nerdctl etcdctl kubeadm etcd traceroute ip6tables ipset brctl bridge mtr arping \
    uptime mknod readlink realpath basename dirname mktemp md5sum sha256sum base64 zcat bzip2 xz \
    softwareupdate csrutil diskutil networksetup scutil spctl xattr plutil pkgutil mdutil tmutil",
);

/// Programs that are typed the same way on every system.
pub(super) static PORTABLE_PROGRAMS: Words = Words::of(
    "ssh scp sftp rsync wget curl dig tar zip docker docker-compose podman \
    kubectl helm git npm npx yarn pnpm pip pip3 python3 node cargo make cmake gcc az aws gcloud terraform \
    ansible ansible-playbook openssl mysql mysqldump psql pg_dump redis-cli sh bash zsh nginx httpd",
);

/// More of those. Their names also stand in what others print (`java` in the output of `lsof`), so that
/// they say nothing of the shell of a block.
static RUNTIMES: Words = Words::of(
    "\
    mysqladmin mysqlcheck mysqld mariadb pg_dumpall pg_restore pg_basebackup pg_isready pg_upgrade initdb \
    createdb dropdb mongo mongosh mongod mongodump mongorestore sqlite3 redis-server minikube kubelet oc \
    kustomize istioctl argocd skopeo buildah vault consul nomad packer vagrant eksctl aks-engine keytool \
    java javac jstack jmap jps jcmd mvn gradle python perl ruby php composer gem bundle pm2 go rustc \
    rustup dotnet nmap nc ncat whois pipenv poetry virtualenv conda celery gunicorn rclone restic ffmpeg \
    jq yq tshark iperf iperf3 m365 gh glab doctl flyctl heroku azcopy func sqlplus rman lsnrctl expdp \
    impdp tnsping db2",
);

/// Words that are commands of Unix, but also of Windows shells or of plain English.
pub(super) static COMMON_WORDS: Words = Words::of(
    "ls cat cp mv rm mkdir rmdir less wc tee ip ss mount ps kill which man passwd \
    id echo cd pwd env for while if test set find sort klist reboot shutdown date hostname ping nslookup \
    netstat history",
);

/// Programs that are typed into the Windows command prompt.
pub(super) static CMD_PROGRAMS: Words = Words::of(
    "setup xcopy robocopy attrib assoc ftype setx net net1 netsh netstat nbtstat \
    nslookup ping tracert pathping ipconfig arp route telnet reg regedit regsvr32 regedt32 tasklist \
    taskkill schtasks dism sfc chkdsk diskpart bcdedit bootrec fsutil fltmc vssadmin wbadmin wevtutil \
    wmic gpupdate gpresult dcdiag repadmin nltest netdom ntdsutil dsquery klist setspn ldifde csvde \
    certutil cscript wscript msiexec mstsc rundll32 call runas systeminfo ver icacls cacls takeown subst \
    findstr eseutil isinteg appcmd iisreset inetmgr aspnet_regiis winrm winver msconfig msinfo32 w32tm \
    dsregcmd bitsadmin powercfg driverquery mklink rem \
    powershell pwsh cmd sqlcmd osql bcp certreq cmdkey cleanmgr compact defrag dfsrdiag dfsutil diskshadow \
    dnscmd dsadd dsget dsmod dxdiag eventcreate eventvwr expand ktpass lodctr unlodctr logman typeperf \
    manage-bde mdsched mofcomp winmgmt odbcad32 pktmon pnputil procdump psexec quser qwinsta rwinsta \
    reagentc regasm gacutil installutil secedit auditpol slmgr sysprep tzutil usoclient wuauclt verifier \
    wecutil winget choco wsl wsreset perfmon resmon gpedit taskmgr lusrmgr rsop djoin adprep dcpromo \
    dfrgui fc sigverif tscon tsdiscon change cipher clip getmac openfiles pushd popd \
    vmrun vboxmanage esxcli stsadm psconfig mountvol nfsadmin iscsicli mpclaim mpcmdrun",
);

/// Commands of the Windows command prompt that PowerShell knows too, under an alias or as keywords.
pub(super) static CMD_BUILT_INS: Words = Words::of(
    "dir copy del erase ren rename move md mkdir rd rmdir cd chdir cls type more \
    set path sc start whoami hostname shutdown find format control explorer notepad outlook winword excel \
    powerpnt if for echo goto pause at",
);

/// Names of programs that an author may also write as words: of English, or for an application.
static EVERYDAY: Words = Words::of(
    "setup net call route ver change expand compact clip fc arp reg setx telnet \
    copy erase rename move type more set path start find format control explorer notepad outlook winword \
    excel powerpnt if for goto pause at dir at shutdown hostname \
    service source export alias touch head tail top defaults snap brew bridge uptime realm \
    less tee mount kill which man id test sort date history env while passwd ss reboot \
    make node go ruby java python perl php vault consul nomad packer vagrant helm composer gem bundle \
    func oc conda celery poetry docker git nginx mysql mariadb mongo powershell pwsh cmd verifier \
    wsl defrag bash sh ip klist etcd kubelet terraform ansible httpd db2 gradle ping openssl",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_known_by_name_path_and_extension() {
        let shell = |word| program(word).map(|program| program.shell);
        assert_eq!(shell("ipconfig"), Some(Shell::Cmd));
        assert_eq!(shell(r"C:\Windows\System32\SC.EXE"), Some(Shell::Cmd));
        assert_eq!(shell("anything.ps1"), Some(Shell::Cmd));
        assert_eq!(shell("journalctl"), Some(Shell::Posix));
        assert_eq!(shell("/usr/bin/curl"), Some(Shell::Posix));
        assert_eq!(shell("ls"), Some(Shell::Posix));
        for stranger in [
            "",
            "contoso.com",
            "Mailbox.ini",
            ".exe",
            "日本語",
            "cluster",
        ] {
            assert_eq!(shell(stranger), None, "{stranger}");
        }
    }

    #[test]
    fn names_that_are_words_prove_little() {
        let everyday = |word| program(word).is_some_and(|program| program.everyday);
        assert!(everyday("Setup") && everyday("start") && everyday("Outlook"));
        assert!(!everyday("setup.exe") && !everyday("robocopy") && !everyday("chmod"));
    }
}
